"""What happens when an escalation's timer is due. Registered with messaging on import."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation import events, ladder, paging, patient, waits
from afterdose.escalation.lock import locked
from afterdose.escalation.states import move
from afterdose.messaging.timers import on_due
from afterdose.records.models import Escalation, Timer
from afterdose.settings import settings

log = structlog.get_logger(__name__)


@on_due(waits.LADDER)
def ladder_due(session: Session, timer: Timer) -> None:
    """Climb, remind or page again; a timer of an earlier step, or run twice, does nothing."""
    escalation = locked(session, timer.subject_id, with_timers=False)
    if escalation is None or not waits.is_current(timer, escalation):
        return
    transition = move(escalation.state, timer.payload["event"])
    if transition is None:
        return
    if transition.effect == "climb":
        if not _accepted_late(session, escalation, timer):
            late = (clock.now() - timer.due_at).total_seconds() * settings().time_scale
            ladder.climb(session, escalation, late_seconds=late)
    elif transition.effect == "remind":
        paging.remind(session, escalation, "reminder")
        waits.wait_for_outcome(session, escalation)
        _record(session, escalation, "reminded")
    elif transition.effect == "page_again":
        expire(session, escalation)


@on_due(waits.REASSURE)
def reassure_due(session: Session, timer: Timer) -> None:
    """Tell the patient that nobody has confirmed yet, and set the next time."""
    escalation = locked(session, timer.subject_id, with_timers=False)
    if escalation is None or escalation.state != "open":
        return
    if timer.payload["disposition"] != escalation.disposition:
        return
    chain, count = timer.payload["chain"], timer.payload["count"]
    patient.tell_waiting(session, escalation, f"{chain}:{count}")
    waits.wait_to_reassure(session, escalation, chain=chain, count=count + 1)
    _record(session, escalation, "patient_told")


def expire(session: Session, escalation: Escalation) -> None:
    """Void an acknowledgement that came to no outcome, and page again from step 1."""
    _record(session, escalation, "acknowledgement_expired")
    escalation.state = "open"
    escalation.acknowledged_at = escalation.acknowledged_by = None
    ladder.page_again(session, escalation)
    log.warning("an acknowledgement expired without an outcome", escalation=escalation.id)


def _accepted_late(session: Session, escalation: Escalation, timer: Timer) -> bool:
    # A step's wait runs from when the carrier took the first page of it. A page that it has
    # not taken by now is none to wait for.
    if timer.payload["occasion"] != "queued":
        return False
    accepted: list[datetime] = [
        page.accepted_at
        for page in paging.pages_of_step(session, escalation)
        if page.accepted_at is not None
    ]
    wait = clock.clinical_wait(waits.step_wait(escalation), settings().time_scale)
    if not accepted or min(accepted) + wait <= clock.now():
        return False
    waits.wait_for_answer(session, escalation, since=min(accepted), occasion="accepted")
    return True


def _record(session: Session, escalation: Escalation, kind: str) -> None:
    events.record(
        session,
        escalation.case_id,
        kind,
        events.TIMER,
        escalation=escalation.id,
        disposition=escalation.disposition,
        step=escalation.step,
    )
