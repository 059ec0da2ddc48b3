"""Patients and clinicians for the tests of the records."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy.orm import Session

from afterdose.records.keys import phone_hash
from afterdose.records.models import Case, Clinician, Patient, Shift

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
ANA = "+15550100111"
NORA = "+15550100121"


def add_patient(session: Session, phone: str = ANA, **changes: Any) -> Patient:
    """A patient named Ana, treated eleven days ago."""
    values: dict[str, Any] = {
        "external_id": f"P{phone[-3:]}",
        "phone": phone,
        "phone_hash": phone_hash(phone),
        "given_name": "Ana",
        "family_name": "Almeida",
        "last_infusion_on": date(2026, 11, 11),
        "created_at": NOON,
    }
    patient = Patient(**(values | changes))
    session.add(patient)
    session.flush()
    return patient


def add_clinician(session: Session, phone: str = NORA, **changes: Any) -> Clinician:
    """A nurse named Nora."""
    values: dict[str, Any] = {
        "name": "Nora Nielsen",
        "role": "nurse",
        "phone": phone,
        "phone_hash": phone_hash(phone),
        "created_at": NOON,
    }
    clinician = Clinician(**(values | changes))
    session.add(clinician)
    session.flush()
    return clinician


def add_shift(
    session: Session, clinician: Clinician, step: int, starts_at: datetime = NOON, hours: int = 8
) -> Shift:
    shift = Shift(
        clinician_id=clinician.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        step=step,
    )
    session.add(shift)
    session.flush()
    return shift


def add_case(session: Session, patient: Patient, number: int, state: str = "asking") -> Case:
    case = Case(
        number=number,
        patient_id=patient.id,
        state=state,
        conversation=f"conversation-{number}",
        opened_at=NOON,
    )
    session.add(case)
    session.flush()
    return case
