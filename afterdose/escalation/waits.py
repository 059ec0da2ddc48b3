"""The timers of an escalation. Each names the step it belongs to, so that a late one is seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation import rungs
from afterdose.escalation.deadlines import deadlines
from afterdose.escalation.patient import contact_due
from afterdose.messaging.timers import cancel_timers, set_timer
from afterdose.records.models import Escalation, Timer
from afterdose.settings import settings

LADDER = "ladder"
REASSURE = "reassure"


def wait_for_answer(
    session: Session, escalation: Escalation, *, since: datetime, occasion: str
) -> None:
    """Let the current step's wait run from ``since``; ``occasion`` tells waits of a step apart."""
    seconds = step_wait(escalation)
    due = since + clock.clinical_wait(seconds, settings().time_scale)
    _set(session, escalation, "unanswered", due, occasion)


def step_wait(escalation: Escalation) -> int:
    """Return how long the current step waits, in clinical seconds."""
    if escalation.ladder:
        return rungs.wait_seconds(escalation.ladder, escalation.step)
    return deadlines(escalation.disposition).acknowledge_minutes * 60


def wait_for_contact(session: Session, escalation: Escalation) -> None:
    """Remember an acknowledged escalation until its contact deadline."""
    _set(session, escalation, "contact_due", contact_due(escalation), _held(escalation))


def wait_for_outcome(session: Session, escalation: Escalation) -> None:
    """Give whoever was reminded a last time to close before paging starts again."""
    minutes = deadlines(escalation.disposition).page_again_after_reminder_minutes
    due = clock.now() + clock.clinical_wait(minutes * 60, settings().time_scale)
    _set(session, escalation, "expired", due, _held(escalation))


def wait_anew(session: Session, escalation: Escalation) -> None:
    """Wait for an acknowledged escalation whose timer is gone: its deadline, or a last time."""
    now, due = clock.now(), contact_due(escalation)
    if due > now:
        _set(session, escalation, "contact_due", due, _held(escalation), again=f":{now}")
        return
    minutes = deadlines(escalation.disposition).page_again_after_reminder_minutes
    due = now + clock.clinical_wait(minutes * 60, settings().time_scale)
    _set(session, escalation, "expired", due, _held(escalation), again=f":{now}")


def wait_to_reassure(
    session: Session, escalation: Escalation, *, chain: str | None = None, count: int = 1
) -> None:
    """Set when the patient is told (again) that nobody has confirmed yet.

    A chain of such texts is named by the moment at which the waiting began.
    """
    chain = chain or clock.now().isoformat()
    limits = deadlines(escalation.disposition)
    minutes = limits.patient_told_after_minutes if count == 1 else limits.patient_told_every_minutes
    set_timer(
        session,
        key=f"reassure:{escalation.id}:{escalation.disposition}:{chain}:{count}",
        kind=REASSURE,
        subject_id=escalation.id,
        due_at=clock.now() + clock.clinical_wait(minutes * 60, settings().time_scale),
        payload={"disposition": escalation.disposition, "chain": chain, "count": count},
    )


def stop_waiting(session: Session, escalation: Escalation) -> None:
    """Cancel everything that waits for this escalation."""
    cancel_timers(session, LADDER, escalation.id)
    cancel_timers(session, REASSURE, escalation.id)


def is_current(timer: Timer, escalation: Escalation) -> bool:
    """Tell whether a ladder timer belongs to where the escalation stands: step, level, holder."""
    payload = timer.payload
    if (payload["disposition"], payload["step"]) != (escalation.disposition, escalation.step):
        return False
    return bool(payload["event"] == "unanswered" or payload["occasion"] == _held(escalation))


def _held(escalation: Escalation) -> str:
    # The same step may be acknowledged, passed on and acknowledged again.
    return str(escalation.acknowledged_at)


def _set(
    session: Session,
    escalation: Escalation,
    event: str,
    due: datetime,
    occasion: str,
    again: str = "",
) -> None:
    place = f"{escalation.id}:{escalation.disposition}:{escalation.step}"
    set_timer(
        session,
        key=f"ladder:{place}:{event}:{occasion}{again}",
        kind=LADDER,
        subject_id=escalation.id,
        due_at=due,
        payload={
            "event": event,
            "occasion": occasion,
            "disposition": escalation.disposition,
            "step": escalation.step,
        },
    )
