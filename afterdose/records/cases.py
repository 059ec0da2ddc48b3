"""Finding cases, and counting how often a patient has come back about an area."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from afterdose.records.models import Case, CaseEvent

CONTACT = "contact"
# Any number that no other program uses on the same PostgreSQL database.
NUMBER_LOCK = 0x43617365


def asking_case(session: Session, patient_id: str) -> Case | None:
    """Return the patient's case that still asks questions; the newest, should there be two."""
    return _newest(session, patient_id, "asking")


def decided_case(session: Session, patient_id: str) -> Case | None:
    """Return the patient's newest case that is decided and not yet closed."""
    return _newest(session, patient_id, "decided")


def _newest(session: Session, patient_id: str, state: str) -> Case | None:
    found = select(Case).filter_by(patient_id=patient_id, state=state)
    return session.scalars(found.order_by(Case.number.desc()).limit(1)).first()


def next_case_number(session: Session) -> int:
    """Return the number for a new case; nobody else gets it before this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({NUMBER_LOCK})"))
    return (session.scalar(select(func.max(Case.number))) or 0) + 1


def record_contact(session: Session, case: Case, area: str, at: datetime) -> None:
    """Note that the patient wrote about this area: once for each text that names it."""
    session.add(
        CaseEvent(case_id=case.id, kind=CONTACT, actor="patient", details={"area": area}, at=at)
    )


def contacts(
    session: Session, patient_id: str, area: str, moment: datetime, within: timedelta
) -> int:
    """Count the patient's contacts about an area in the time before the moment.

    What belongs to the moment itself does not count: with ``moment`` the arrival of the text
    at hand, these are the earlier contacts. All cases of the patient count, closed ones too.
    """
    return sum(one == area for one, _ in contacts_within(session, patient_id, moment, within))


def contacts_within(
    session: Session, patient_id: str, moment: datetime, within: timedelta
) -> list[tuple[str, datetime]]:
    """Return area and time of each of the patient's contacts in the time before the moment."""
    found = (
        select(CaseEvent.details, CaseEvent.at)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            Case.patient_id == patient_id,
            CaseEvent.kind == CONTACT,
            CaseEvent.at >= moment - within,
            CaseEvent.at < moment,
        )
    )
    return [(str(details.get("area")), at) for details, at in session.execute(found)]
