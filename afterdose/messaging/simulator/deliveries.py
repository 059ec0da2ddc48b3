"""The simulated network: texts are sent and delivered a moment later, with callbacks."""

from __future__ import annotations

from datetime import timedelta

import httpx
import structlog
from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import wakeups
from afterdose.messaging.account import account
from afterdose.messaging.calls import RING_SECONDS
from afterdose.messaging.loops import Loop
from afterdose.messaging.simulator import book
from afterdose.messaging.simulator.calls import call
from afterdose.messaging.wakeups import Bell
from afterdose.records import database
from afterdose.records.models import SimulatedMessage

# What follows a status, and how long after the text was taken.
NEXT = {
    ("outbound", "queued"): ("sent", timedelta(seconds=0.3)),
    ("outbound", "sent"): ("delivered", timedelta(seconds=0.9)),
    (book.CALL, "queued"): ("ringing", timedelta(seconds=0.3)),
    (book.CALL, "ringing"): ("no-answer", timedelta(seconds=RING_SECONDS)),
}
IDLE, AGAIN_AFTER = 2.0, 1.0

taken = Bell()  # rung for every text that the carrier takes

log = structlog.get_logger(__name__)


class Deliveries:
    """Moves texts on and tells us of it; what a restart left behind is taken up again."""

    def __init__(self) -> None:
        self._loop = Loop("simulated-network", step, taken)

    def start(self) -> None:
        """Start the network."""
        self._loop.start()

    def stop(self) -> None:
        """Stop the network."""
        self._loop.stop()
        self._loop.join(1.0)


def step() -> float:
    """Move every text on that is due; return the seconds until the next one is."""
    with database.reading() as session:
        moving = list(
            session.scalars(
                select(SimulatedMessage)
                .where(tuple_(SimulatedMessage.direction, SimulatedMessage.status).in_(list(NEXT)))
                .order_by(SimulatedMessage.seq)
                .limit(500)
            )
        )
    rest = IDLE
    for row in moving:
        status, after = NEXT[row.direction, row.status]
        left = (row.created_at + after - clock.now()).total_seconds()
        if left > 0:
            rest = min(rest, left)
        elif not _deliver(row, status):
            return AGAIN_AFTER
        elif (row.direction, status) in NEXT:
            rest = 0.0
    return rest


def _deliver(row: SimulatedMessage, status: str) -> bool:
    if row.callback_url and not told(row, status):
        return False
    with database.session() as session:
        _set_status(session, row, status)
    return True


def told(row: SimulatedMessage, status: str) -> bool:
    """Call back about a text or call; tell whether we took it."""
    us = account()
    form = {
        "AccountSid": us.sid,
        "ApiVersion": "2010-04-01",
        "From": us.number,
        "To": row.phone,
        "MessageSid": row.sid,
        "MessageStatus": status,
        "SmsSid": row.sid,
        "SmsStatus": status,
    }
    if row.direction == book.CALL:
        form = call_form(row, status)
    try:
        answer = call(row.callback_url or "", form)
    except httpx.HTTPError:
        return False
    if answer >= 500:
        return False
    if answer >= 400:
        log.error("a simulated callback was refused", sid=row.sid, status=answer)
    return True


def call_form(row: SimulatedMessage, status: str) -> dict[str, str]:
    """Return what the carrier posts about a call."""
    us = account()
    return {
        "AccountSid": us.sid,
        "ApiVersion": "2010-04-01",
        "CallSid": row.sid,
        "CallStatus": status,
        "Direction": "outbound-api",
        "From": us.number,
        "To": row.phone,
    }


def _set_status(session: Session, row: SimulatedMessage, status: str) -> None:
    session.execute(
        update(SimulatedMessage)
        .where(SimulatedMessage.seq == row.seq, SimulatedMessage.status == row.status)
        .values(status=status)
    )
    wakeups.announce(session)
