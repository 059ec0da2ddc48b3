"""The minute's sweep: no escalation that is not closed may be without a timer."""

from __future__ import annotations

import structlog
from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from afterdose.escalation import ladder, waits
from afterdose.escalation.lock import locked
from afterdose.records import database
from afterdose.records.literals import is_now
from afterdose.records.models import Escalation, Timer

log = structlog.get_logger(__name__)


def wake_forgotten() -> None:
    """Page again, or wait anew for an outcome, where nothing would ever happen any more.

    Every step sets the timer of the next one in its own transaction, so this finds something
    only after a fault of ours or a hand in the database.
    """
    forgotten = select(Escalation.id).where(
        Escalation.state != "closed", ~_waiting(Escalation.id, waits.LADDER)
    )
    with database.reading() as session:
        ids = session.scalars(forgotten).all()
    for escalation_id in ids:
        with database.session() as session:
            _wake(session, escalation_id)


def _wake(session: Session, escalation_id: str) -> None:
    escalation = locked(session, escalation_id)
    if escalation is None or escalation.state == "closed":
        return
    if session.scalar(select(_waiting(escalation.id, waits.LADDER))):
        return
    log.warning("an escalation had no timer", escalation=escalation.id, case=escalation.case_id)
    if escalation.state == "acknowledged":
        waits.wait_anew(session, escalation)
        return
    ladder.climb(session, escalation)
    if not session.scalar(select(_waiting(escalation.id, waits.REASSURE))):
        waits.wait_to_reassure(session, escalation)


def _waiting(subject: str | InstrumentedAttribute[str], kind: str) -> Exists:
    return exists().where(
        Timer.subject_id == subject, Timer.kind == kind, is_now(Timer.state, "waiting")
    )
