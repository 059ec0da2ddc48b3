"""A clinician's hold of the patient's thread ends with the case, and the patient hears it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation import patient
from afterdose.records.models import Escalation
from afterdose.records.models_console import ThreadHold

# Who turned out to be somebody else gets no more texts of a patient's care.
NOT_TOLD = "wrong-person"


def end_hold(session: Session, escalation: Escalation, outcome: str) -> None:
    """End the hold of whoever has the escalation, and say that the assistant answers again.

    To be called while the escalation is still acknowledged: with its closing a hold no longer
    counts, and nobody could tell that the patient had been promised a person.
    """
    if escalation.state != "acknowledged":
        return
    held = session.scalars(
        select(ThreadHold).where(
            ThreadHold.case_id == escalation.case_id,
            ThreadHold.clinician_id == escalation.acknowledged_by,
            ThreadHold.ended_at.is_(None),
            ThreadHold.began_at >= escalation.acknowledged_at,
        )
    ).first()
    if held is None:
        return
    held.ended_at = clock.now()
    if outcome != NOT_TOLD:
        patient.tell_assistant_back(session, escalation, held.id)
