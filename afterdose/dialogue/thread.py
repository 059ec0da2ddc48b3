"""Who has a patient's thread: the assistant, or somebody of the care team.

A hold counts only as long as the escalation is with whoever holds it. When the acknowledgement
expires, is passed on or voided by an emergency, or the case is closed, the assistant answers
again without anybody's doing: no text falls between two chairs.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from afterdose.records.models import Case, Escalation
from afterdose.records.models_console import ThreadHold


def holder(session: Session, case_id: str) -> ThreadHold | None:
    """Return the hold that counts for a case."""
    session.flush()
    return session.scalars(_counting().where(ThreadHold.case_id == case_id)).first()


def holder_for(session: Session, patient_id: str) -> ThreadHold | None:
    """Return the hold that counts for a patient's next text."""
    session.flush()
    of_patient = select(Case.id).where(Case.patient_id == patient_id)
    return session.scalars(_counting().where(ThreadHold.case_id.in_(of_patient))).first()


def is_held() -> ColumnElement[bool]:
    """Say of a Case in a query that a person has its thread."""
    return exists(_counting().where(ThreadHold.case_id == Case.id).correlate(Case))


def _counting() -> Select[ThreadHold]:
    return (
        select(ThreadHold)
        .join(Escalation, Escalation.case_id == ThreadHold.case_id)
        .where(
            ThreadHold.ended_at.is_(None),
            Escalation.state == "acknowledged",
            Escalation.acknowledged_by == ThreadHold.clinician_id,
            # Taken back and taken again later is another time: that one has to write anew.
            Escalation.acknowledged_at <= ThreadHold.began_at,
        )
    )
