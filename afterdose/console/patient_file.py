"""Everything about one patient, read in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console.case_file import names_of
from afterdose.records.models import Case, CaseEvent, Decision, Escalation, LabResult, Patient
from afterdose.records.models_console import PatientChange
from afterdose.triage.clock import treatment_day

MOST_CASES = 300
CONSENT = ("opted_out", "opted_in")


@dataclass(frozen=True)
class PatientFile:
    """The rows of one patient."""

    patient: Patient
    treatment_day: int | None
    labs: list[LabResult]  # the oldest first
    cases: list[Case]  # the newest first
    decisions: list[Decision]
    escalations: dict[str, Escalation]  # of each case the last one
    consent: list[CaseEvent]
    changes: list[PatientChange]  # the newest first
    names: dict[str, str]
    read_at: datetime


def read_patient(records: Session, patient_id: str) -> PatientFile | None:
    """Read a patient and what belongs to them, or None when there is nobody."""
    patient = records.get(Patient, patient_id)
    if patient is None:
        return None
    cases = list(
        records.scalars(
            select(Case)
            .where(Case.patient_id == patient.id)
            .order_by(Case.number.desc())
            .limit(MOST_CASES)
        )
    )
    ids = [case.id for case in cases]
    now = clock.now()
    return PatientFile(
        patient=patient,
        treatment_day=treatment_day(patient.last_infusion_on, now, patient.time_zone),
        labs=list(
            records.scalars(
                select(LabResult).filter_by(patient_id=patient.id).order_by(LabResult.taken_on)
            )
        ),
        cases=cases,
        decisions=list(
            records.scalars(
                select(Decision).where(Decision.case_id.in_(ids)).order_by(Decision.seq)
            )
        ),
        escalations={
            escalation.case_id: escalation
            for escalation in records.scalars(
                select(Escalation).where(Escalation.case_id.in_(ids)).order_by(Escalation.opened_at)
            )
        },
        consent=list(
            records.scalars(
                select(CaseEvent)
                .where(CaseEvent.case_id.in_(ids), CaseEvent.kind.in_(CONSENT))
                .order_by(CaseEvent.seq)
            )
        ),
        changes=list(
            records.scalars(
                select(PatientChange)
                .filter_by(patient_id=patient.id)
                .order_by(PatientChange.seq.desc())
            )
        ),
        names=names_of(records),
        read_at=now,
    )
