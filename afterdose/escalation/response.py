"""What the care team does with an escalation, by text or on the console: take, pass on, close."""

from __future__ import annotations

from typing import Literal

import structlog
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation import events, ladder, patient, rungs, waits
from afterdose.escalation.hold import end_hold
from afterdose.escalation.lock import locked
from afterdose.escalation.paging import OUTCOMES
from afterdose.escalation.states import move
from afterdose.messaging.forgetting import forget
from afterdose.messaging.timers import cancel_timers
from afterdose.records.models import Clinician, Escalation

log = structlog.get_logger(__name__)

Acknowledged = Literal["acknowledged", "already_yours", "already_taken", "already_closed"]
Passed = Literal["passed", "passed_nobody", "not_with_you", "already_taken", "already_closed"]
Closed = Literal["closed", "already_closed"]


def acknowledge(session: Session, escalation: Escalation, by: events.By) -> Acknowledged:
    """Take an escalation: paging stops, the patient is told, an outcome is waited for.

    ``by`` is a Clinician, or a console User (with the clinician of the account, if any). The
    first one has it; the result tells whether that is ``by``.
    """
    locked(session, escalation.id)
    transition = move(escalation.state, "acknowledged")
    if transition is None:
        if escalation.state == "closed":
            return "already_closed"
        mine = escalation.acknowledged_by == _clinician_id(by) is not None
        return "already_yours" if mine else "already_taken"
    waits.stop_waiting(session, escalation)
    escalation.state = transition.state
    escalation.acknowledged_at = clock.now()
    escalation.acknowledged_by = _clinician_id(by)
    _record(session, escalation, "acknowledged", by)
    patient.tell_seen(session, escalation)
    waits.wait_for_contact(session, escalation)
    log.info("an escalation was acknowledged", escalation=escalation.id)
    return "acknowledged"


def pass_on(session: Session, escalation: Escalation, by: Clinician) -> Passed:
    """Hand an escalation to the next step at once; only whoever has it can.

    ``passed_nobody``: the round has nobody left; patient and clinic's number hear of it.
    """
    locked(session, escalation.id)
    transition = move(escalation.state, "passed")
    if transition is None:
        return "already_closed"
    held = escalation.state == "acknowledged"
    if held and escalation.acknowledged_by != by.id:
        return "already_taken"
    if not held and by.id not in _paged_now(escalation):
        return "not_with_you"
    escalation.state = transition.state
    escalation.acknowledged_at = escalation.acknowledged_by = None
    _record(session, escalation, "passed", by)
    if held:
        waits.stop_waiting(session, escalation)
    climbed = ladder.climb_at_once(session, escalation)
    if held:
        waits.wait_to_reassure(session, escalation)
    return "passed" if climbed else "passed_nobody"


def close(session: Session, escalation: Escalation, outcome: str, by: events.By) -> Closed:
    """Close an escalation and its case with an outcome of OUTCOMES; nobody need have taken it.

    Pages not sent yet become moot. An emergency closed as ``unreachable`` is flagged in the
    case's timeline (``emergency_unreachable``).

    Raises ValueError for an outcome that there is not.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"no outcome {outcome}; there are {', '.join(OUTCOMES)}")
    locked(session, escalation.id)
    transition = move(escalation.state, "closed")
    if transition is None:
        return "already_closed"
    end_hold(session, escalation, outcome)
    now = clock.now()
    escalation.state = transition.state
    escalation.outcome, escalation.closed_at = outcome, now
    escalation.closed_by = _clinician_id(by)
    escalation.case.state, escalation.case.closed_at = "closed", now
    waits.stop_waiting(session, escalation)
    cancel_timers(session, "silence", escalation.case_id)
    forget(session, escalation.case.conversation)
    _record(session, escalation, "escalation_closed", by, outcome=outcome)
    if outcome == "unreachable" and escalation.disposition == "emergency":
        _record(session, escalation, "emergency_unreachable", by)
    log.info("an escalation was closed", escalation=escalation.id, outcome=outcome)
    return "closed"


def _clinician_id(by: events.By) -> str | None:
    return by.id if isinstance(by, Clinician) else by.clinician_id


def _paged_now(escalation: Escalation) -> list[str]:
    return rungs.people(escalation.ladder, escalation.step) if escalation.ladder else []


def _record(
    session: Session, escalation: Escalation, kind: str, by: events.By, **more: str
) -> None:
    events.record(
        session,
        escalation.case_id,
        kind,
        events.actor(by),
        escalation=escalation.id,
        disposition=escalation.disposition,
        step=escalation.step,
        **more,
    )
