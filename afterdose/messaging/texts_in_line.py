"""The line in which texts wait to be handled: one text of a sender at a time, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache

import structlog
from sqlalchemy import Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from afterdose import clock
from afterdose.messaging import faults, inbox
from afterdose.messaging.handlers import TURN_LEASE, Handlers
from afterdose.records import database
from afterdose.records.columns import UtcDateTime
from afterdose.records.literals import is_not
from afterdose.records.models import Clinician, InboundMessage

LONGEST_PAUSE = 30

log = structlog.get_logger(__name__)


@cache
def unscreened() -> Select[str]:
    """Select the ids of texts that nobody read and that came by ``received_by``, oldest first.

    A clinician's texts are commands and are not screened, unless the same phone is a patient's.
    """
    return (
        select(InboundMessage.id)
        .where(
            InboundMessage.screened_at.is_(None),
            is_not(InboundMessage.state, "handled"),
            or_(InboundMessage.clinician_id.is_(None), InboundMessage.patient_id.is_not(None)),
            InboundMessage.received_at <= bindparam("received_by", type_=UtcDateTime()),
        )
        .order_by(InboundMessage.seq)
    )


def handle_next(handlers: Handlers, claimed: Callable[[], None] = lambda: None) -> bool:
    """Take the next text that may be handled through one turn; tell whether there was one.

    ``claimed`` is called between claim and turn: another thread may look for the next text.
    """
    at = {"now": clock.now()}
    with database.reading() as session:
        if session.scalar(waiting().limit(1), at) is None:
            return False
    with database.session() as session:
        message = session.scalar(_first_waiting(), at)
        if message is None:
            return True
        message.state = "working"
        message.attempts += 1
        message.lease_until = clock.now() + TURN_LEASE
        text, attempt, clinician_id = message.id, message.attempts, message.clinician_id
    claimed()
    _attempt(text, attempt, _turn(handlers, clinician_id))
    return True


@cache
def waiting() -> Select[InboundMessage]:
    """Select the texts that may go through their turn ``now``, the oldest first.

    Built once: making an alias costs milliseconds.
    """
    mine, earlier = InboundMessage, aliased(InboundMessage)
    now = bindparam("now", type_=UtcDateTime())
    ahead = and_(
        earlier.party_hash == mine.party_hash,
        is_not(earlier.state, "handled"),
        earlier.seq < mine.seq,
    )
    by_clinician = and_(mine.clinician_id.is_not(None), mine.patient_id.is_(None))
    return (
        select(mine)
        .where(
            is_not(mine.state, "handled"),
            or_(mine.screened_at.is_not(None), by_clinician),
            or_(mine.next_attempt_at.is_(None), mine.next_attempt_at <= now),
            or_(mine.lease_until.is_(None), mine.lease_until <= now),
            ~exists().where(ahead),
        )
        .order_by(mine.seq)
    )


@cache
def _first_waiting() -> Select[InboundMessage]:
    return waiting().limit(1).with_for_update(skip_locked=True, of=InboundMessage)


def _turn(handlers: Handlers, clinician_id: str | None) -> Callable[[str, int], str]:
    if clinician_id is None:
        return handlers.turn

    def command(message_id: str, attempt: int) -> str:
        with database.session() as session:
            message = _get(session, message_id)
            handlers.clinician(session, session.get_one(Clinician, clinician_id), message)
            inbox.mark_handled(session, message_id, attempt)
        return "handled"

    return command


def _attempt(message_id: str, attempt: int, turn: Callable[[str, int], str]) -> None:
    try:
        if turn(message_id, attempt) == "handled":
            return
        log.info("a text waits for another turn", message=message_id, attempt=attempt)
    except inbox.Overtaken:
        log.info("a turn was overtaken by a newer one", message=message_id, attempt=attempt)
        return
    except Exception as error:
        log.error("a turn failed", message=message_id, attempt=attempt, **faults.named(error))
    with database.session() as session:
        message = _get(session, message_id)
        if message.attempts != attempt or message.state == "handled":
            return
        pause = min(2 ** min(attempt - 1, 5), LONGEST_PAUSE)
        message.state, message.lease_until = "waiting", None
        message.next_attempt_at = clock.now() + timedelta(seconds=pause)


def _get(session: Session, message_id: str) -> InboundMessage:
    query = select(InboundMessage).where(InboundMessage.id == message_id)
    return session.scalars(query.with_for_update()).one()
