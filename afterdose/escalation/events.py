"""The timeline of a case: what the care team's side of it has seen."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.records.models import CaseEvent, Clinician, User

TIMER = "timer"
ASSISTANT = "assistant"
CARRIER = "carrier"

By = Clinician | User


def actor(by: By) -> str:
    """Name somebody of the team as the timeline does, by id."""
    return f"{'clinician' if isinstance(by, Clinician) else 'user'}:{by.id}"


def record(session: Session, case_id: str, kind: str, who: str, **details: object) -> None:
    """Add one event; details hold ids, codes and steps, never words, names or numbers."""
    session.add(CaseEvent(case_id=case_id, kind=kind, actor=who, details=details, at=clock.now()))


def escalation_under(session: Session, case_id: str, key: str) -> str | None:
    """Return the id of the escalation that an earlier call under this key concerned."""
    found = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id))
    for event in found:
        if event.details.get("key") == key:
            return str(event.details["escalation"])
    return None
