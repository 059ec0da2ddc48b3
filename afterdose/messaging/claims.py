"""Claiming texts to send: one attempt owns a text for the time of a lease."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from sqlalchemy import Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from afterdose import clock
from afterdose.messaging import calls, carrier, delivery, outbox, pace
from afterdose.messaging.carrier import LEASE
from afterdose.records.columns import UtcDateTime
from afterdose.records.literals import is_one_of
from afterdose.records.models import OutboundMessage

Lane = Literal["first", "rest"]

UNFINISHED = ("queued", "sending", "uncertain")
LONGEST_PAUSE = 60.0
LEAST_PRESSING = 9  # the highest priority number


@dataclass(frozen=True)
class Claim:
    """The right of one attempt to a text; ``attempt`` fences off older ones."""

    message: OutboundMessage
    attempt: int
    unsure: bool  # an earlier attempt may have succeeded

    @property
    def leaves_by(self) -> datetime:
        """When the request must have left, so that its answer comes within the lease."""
        assert self.message.lease_until is not None
        return self.message.lease_until - timedelta(seconds=carrier.READ_SECONDS)


@cache
def due(lane: Lane) -> Select[OutboundMessage]:
    """Select the texts that may be claimed, the most pressing first; see ``moment``.

    One text of a person at a time, in order; only emergency advice and pages (the lane
    "first") overtake, and only texts of the other lane. Calls and texts pass each other.
    Built once: an alias costs milliseconds.
    """
    mine, earlier = OutboundMessage, aliased(OutboundMessage)
    now = bindparam("now", type_=UtcDateTime())
    ahead = and_(
        earlier.party_hash == mine.party_hash,
        earlier.seq < mine.seq,
        (earlier.kind == calls.KIND) == (mine.kind == calls.KIND),
        is_one_of(earlier.state, UNFINISHED),
        *([earlier.priority == 0] if lane == "first" else []),
    )
    return (
        select(mine)
        .where(
            is_one_of(mine.state, UNFINISHED),
            mine.priority == 0 if lane == "first" else mine.priority.between(1, bindparam("most")),
            mine.created_at <= bindparam("made_by", type_=UtcDateTime()),
            or_(mine.next_attempt_at.is_(None), mine.next_attempt_at <= now),
            or_(mine.lease_until.is_(None), mine.lease_until <= now),
            ~exists().where(ahead),
        )
        .order_by(mine.priority, mine.seq)
    )


@cache
def first_due(lane: Lane) -> Select[OutboundMessage]:
    """Select the first of them and lock it, past what other processes hold."""
    return due(lane).limit(1).with_for_update(skip_locked=True, of=OutboundMessage)


def moment(older_than: timedelta = timedelta(0), most: int = LEAST_PRESSING) -> dict[str, object]:
    """Return the parameters of ``due``: now, the least age and highest priority number to take."""
    now = clock.now()
    return {"now": now, "made_by": now - older_than, "most": most}


def claim(session: Session, lane: Lane, at: dict[str, object]) -> Claim | None:
    """Claim the first text of a lane; None when there is none or it need not be sent any more.

    The attempt is counted before the request leaves: who finds the lease expired knows that
    the carrier may have the text. Whether it is moot is asked at the last moment. The lane
    "rest" keeps to the pace; the other one counts in it and never waits for it.
    """
    if lane == "rest" and not pace.may_leave(session):
        return None
    message = session.scalar(first_due(lane), at)
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
    if not unsure and message.kind != calls.KIND:
        pace.count(session, message.segments)
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
