"""The timeline of a case: what the care team's side of it has seen."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.records.models import CaseEvent, Clinician, Escalation, User

TIMER = "timer"
ASSISTANT = "assistant"
CARRIER = "carrier"

By = Clinician | User
NOBODY = ("nobody_on_call", "nobody_left")


def actor(by: By) -> str:
    """Name somebody of the team as the timeline does, by id."""
    return f"{'clinician' if isinstance(by, Clinician) else 'user'}:{by.id}"


def record(session: Session, case_id: str, kind: str, who: str, **details: object) -> None:
    """Add one event; details hold ids, codes and steps, never words, names or numbers."""
    session.add(CaseEvent(case_id=case_id, kind=kind, actor=who, details=details, at=clock.now()))


def nobody_was_there(session: Session, escalation: Escalation) -> bool:
    """Tell whether the patient was told to treat this as an emergency for want of people.

    `urgent` then runs as `emergency` (clinical-basis.md 4.1).
    """
    session.flush()
    found = select(CaseEvent.details).where(
        CaseEvent.case_id == escalation.case_id, CaseEvent.kind.in_(NOBODY)
    )
    return any(
        (details.get("escalation"), details.get("disposition")) == (escalation.id, "emergency")
        for details in session.scalars(found)
    )


def nobody_left(session: Session, escalation: Escalation) -> bool:
    """Tell whether the current step is known to be the end of a round that reached nobody."""
    session.flush()
    found = select(CaseEvent.details).where(
        CaseEvent.case_id == escalation.case_id, CaseEvent.kind == "nobody_left"
    )
    here = (escalation.id, escalation.disposition, escalation.step)
    return any(
        (details.get("escalation"), details.get("disposition"), details.get("step")) == here
        for details in session.scalars(found)
    )


def nobody_answers(session: Session, escalation: Escalation) -> bool:
    """Tell whether nobody was there and nobody has taken it since: no call may be promised."""
    return escalation.state == "open" and nobody_was_there(session, escalation)


def escalation_under(session: Session, case_id: str, key: str) -> str | None:
    """Return the id of the escalation that an earlier call under this key concerned."""
    found = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id))
    for event in found:
        if event.details.get("key") == key:
            return str(event.details["escalation"])
    return None
