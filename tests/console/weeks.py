"""Weeks of work of the tests' clinic: escalations, pages, texts and answers, some of each kind."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from afterdose.records.models import (
    Answer,
    Case,
    CaseEvent,
    Clinician,
    Escalation,
    OutboundMessage,
    Page,
    Patient,
    Shift,
)


def add_escalation(
    records: Session,
    number: int,
    opened: datetime,
    disposition: str = "urgent",
    accepted: float | None = None,
    closed: float | None = None,
    outcome: str = "spoke",
    pages: int = 1,
) -> None:
    """A case that called the nurse; ``accepted`` and ``closed`` are minutes from its opening."""
    patient = records.query(Patient).filter_by(external_id="P1").one()
    nurse = records.query(Clinician).filter_by(role="nurse").one()
    key = f"week-{number}"
    records.add(
        Case(
            id=key,
            number=1000 + number,
            patient_id=patient.id,
            state="closed" if closed else "decided",
            areas=["fever"],
            conversation=key,
            disposition=disposition,
            opened_at=opened,
        )
    )
    records.flush()
    records.add(
        Escalation(
            id=key,
            key=key,
            case_id=key,
            patient_id=patient.id,
            code=f"W{number}",
            disposition=disposition,
            reason="decision",
            state="closed" if closed else "acknowledged" if accepted else "open",
            opened_at=opened,
            acknowledged_at=opened + timedelta(minutes=accepted) if accepted else None,
            closed_at=opened + timedelta(minutes=closed) if closed else None,
            outcome=outcome if closed else None,
        )
    )
    records.flush()
    for step in range(pages):
        records.add(
            Page(
                key=f"{key}-{step}",
                escalation_id=key,
                clinician_id=nurse.id,
                step=step,
                created_at=opened,
            )
        )


def add_shift(records: Session, role: str, begin: datetime, hours: float) -> None:
    person = records.query(Clinician).filter_by(role=role).one()
    end = begin + timedelta(hours=hours)
    records.add(Shift(clinician_id=person.id, starts_at=begin, ends_at=end, step=1))


def add_texts(records: Session, key: str, at: datetime, states: list[str]) -> None:
    """Texts to Maya, one in each of these states."""
    patient = records.query(Patient).filter_by(external_id="P1").one()
    for number, state in enumerate(states):
        records.add(
            OutboundMessage(
                key=f"{key}-{number}",
                kind="reply",
                priority=2,
                party_hash=patient.phone_hash,
                phone=patient.phone,
                patient_id=patient.id,
                body="A text.",
                segments=1,
                state=state,
                created_at=at,
            )
        )


def add_answers(
    records: Session, case_id: str, at: datetime, understood: int, unclear: int
) -> None:
    for _ in range(understood):
        records.add(
            Answer(case_id=case_id, question="F1", value="true", status="given", answered_at=at)
        )
    for _ in range(unclear):
        records.add(CaseEvent(case_id=case_id, kind="unclear", actor="patient", at=at))
