"""Open an escalation, or raise the one that the case has."""

from __future__ import annotations

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation import again, events, ladder, paging, waits
from afterdose.escalation.codes import new_code
from afterdose.escalation.deadlines import DISPOSITIONS, deadlines
from afterdose.escalation.lock import lock_case, open_escalation
from afterdose.escalation.states import Event, move
from afterdose.records.models import Case, Escalation, Patient

log = structlog.get_logger(__name__)


def escalate(
    session: Session, *, case: Case, patient: Patient, disposition: str, reason: str, key: str
) -> Escalation:
    """Put a case before the care team, in the caller's transaction.

    ``disposition`` is ``soon``, ``urgent`` or ``emergency``; ``reason`` is ``decision``,
    ``not_assessed``, ``nurse``, ``undelivered`` or ``opted_out``. The same ``key`` again changes
    nothing. A case has one open escalation: a higher disposition raises it (new ladder, new
    pages; an emergency voids the acknowledgement); of the same or a lower one the team is told
    (again.py). ``key`` up to its last colon names the text that caused it.

    The result's disposition may be higher than asked: `urgent` with nobody on call is sent as
    `emergency` (clinical-basis.md 4.1).

    Raises ValueError for a disposition without a ladder.
    """
    if disposition not in DISPOSITIONS:
        raise ValueError(f"no ladder for the disposition {disposition}")
    lock_case(session, case.id)
    known = session.scalars(select(Escalation).where(Escalation.key == key)).first()
    if known is not None:
        return known
    earlier = events.escalation_under(session, case.id, key)
    if earlier is not None:
        return session.get_one(Escalation, earlier)
    current = open_escalation(session, case.id)
    if current is None:
        return _open(session, case, patient, disposition, reason, key)
    higher = DISPOSITIONS.index(disposition) > DISPOSITIONS.index(current.disposition)
    if not higher:
        again.tell_again(session, current, disposition, reason, key)
        return current
    events.record(
        session,
        case.id,
        "escalation_raised",
        events.ASSISTANT,
        escalation=current.id,
        disposition=disposition,
        reason=reason,
        key=key,
    )
    _raise(session, current, disposition, reason)
    return current


def _open(
    session: Session, case: Case, patient: Patient, disposition: str, reason: str, key: str
) -> Escalation:
    taken = session.scalars(select(Escalation.code).where(Escalation.state != "closed")).all()
    opened = Escalation(
        key=key,
        case=case,
        patient=patient,
        code=new_code(taken),
        disposition=disposition,
        reason=reason,
        state="open",
        ladder=[],
        step=0,
        opened_at=clock.now(),
    )
    session.add(opened)
    session.flush()
    events.record(
        session,
        case.id,
        "escalation_opened",
        events.ASSISTANT,
        escalation=opened.id,
        disposition=disposition,
        reason=reason,
    )
    ladder.begin(session, opened)
    log.info("an escalation was opened", escalation=opened.id, disposition=opened.disposition)
    return opened


def _raise(session: Session, escalation: Escalation, disposition: str, reason: str) -> None:
    event: Event = "raised_to_emergency" if disposition == "emergency" else "raised"
    transition = move(escalation.state, event)
    assert transition is not None  # open_escalation gives none that is closed
    escalation.disposition, escalation.reason = disposition, reason
    escalation.state = transition.state
    if transition.effect == "restart":
        escalation.acknowledged_at = escalation.acknowledged_by = None
        ladder.begin(session, escalation)
    else:
        waits.stop_waiting(session, escalation)
        paging.remind(session, escalation, "raised", deadlines(disposition).contact_minutes)
        waits.wait_for_contact(session, escalation)
    log.info("an escalation was raised", escalation=escalation.id, disposition=disposition)
