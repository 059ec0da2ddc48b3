"""Claiming texts to send: one attempt owns a text for the time of a lease."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from afterdose import clock
from afterdose.messaging import delivery, outbox
from afterdose.messaging.carrier import LEASE
from afterdose.records.models import OutboundMessage

Lane = Literal["first", "rest"]

UNFINISHED = ("queued", "sending", "uncertain")
LONGEST_PAUSE = 60.0


@dataclass(frozen=True)
class Claim:
    """The right of one attempt to a text; ``attempt`` fences off older ones."""

    message: OutboundMessage
    attempt: int
    unsure: bool  # an earlier attempt may have succeeded


def due(lane: Lane, *, older_than: timedelta, most: int) -> Select[OutboundMessage]:
    """Select the texts that may be claimed now, the most pressing first.

    One text of a person at a time, in order; only emergency advice and pages (the lane
    "first") overtake, and only texts of the other lane.
    """
    now = clock.now()
    mine, earlier = OutboundMessage, aliased(OutboundMessage)
    ahead = and_(
        earlier.party_hash == mine.party_hash,
        earlier.seq < mine.seq,
        earlier.state.in_(UNFINISHED),
        *([earlier.priority == 0] if lane == "first" else []),
    )
    return (
        select(mine)
        .where(
            mine.state.in_(UNFINISHED),
            mine.priority == 0 if lane == "first" else mine.priority.between(1, most),
            mine.created_at <= now - older_than,
            _past(mine.next_attempt_at, now),
            _past(mine.lease_until, now),
            ~exists().where(ahead),
        )
        .order_by(mine.priority, mine.seq)
    )


def _past(column: InstrumentedAttribute[datetime | None], now: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= now)


def claim(session: Session, waiting: Select[OutboundMessage]) -> Claim | None:
    """Claim the first text; None when there is none or it need not be sent any more.

    The attempt is counted before the request leaves: who finds the lease expired knows that
    the carrier may have the text. Whether it is moot is asked at the last moment.
    """
    message = session.scalar(waiting.limit(1).with_for_update(skip_locked=True, of=OutboundMessage))
    if message is None:
        return None
    now = clock.now()
    unsure = message.state != "queued"
    if not unsure and outbox.moot(session, message):
        message.state, message.settled_at = "moot", now
        return None
    if not unsure and message.expires_at is not None and message.expires_at <= now:
        delivery.give_up(session, message, None)
        return None
    message.state = "uncertain" if unsure else "sending"
    message.attempts += 1
    message.first_attempt_at = message.first_attempt_at or now
    message.lease_until = now + LEASE
    return Claim(message, message.attempts, unsure)


def still_ours(session: Session, owned: Claim) -> OutboundMessage | None:
    """Lock the text if the attempt still owns it; a callback may have settled it meanwhile."""
    return session.scalar(
        select(OutboundMessage)
        .where(
            OutboundMessage.seq == owned.message.seq,
            OutboundMessage.attempts == owned.attempt,
            OutboundMessage.state.in_(("sending", "uncertain")),
        )
        .with_for_update()
    )


def put_back(message: OutboundMessage, pause: timedelta) -> None:
    """Queue a text again that the carrier certainly does not have."""
    message.state, message.lease_until = "queued", None
    message.next_attempt_at = clock.now() + pause


def back_off(attempt: int) -> timedelta:
    """Return the time before the next attempt: doubling up to a minute, with jitter."""
    longest = min(2.0 ** min(attempt - 1, 6), LONGEST_PAUSE)
    return timedelta(seconds=longest * random.uniform(0.5, 1.0))  # noqa: S311
