"""The simulated network: texts are sent and delivered a moment later, with callbacks."""

from __future__ import annotations

from datetime import timedelta

import httpx
import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import wakeups
from afterdose.messaging.account import account
from afterdose.messaging.loops import Loop
from afterdose.messaging.simulator.calls import call
from afterdose.messaging.wakeups import Bell
from afterdose.records import database
from afterdose.records.models import SimulatedMessage

# What follows a status, and how long after the text was taken.
NEXT = {
    "queued": ("sent", timedelta(seconds=0.3)),
    "sent": ("delivered", timedelta(seconds=0.9)),
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
                .where(SimulatedMessage.direction == "outbound", SimulatedMessage.status.in_(NEXT))
                .order_by(SimulatedMessage.seq)
                .limit(500)
            )
        )
    rest = IDLE
    for row in moving:
        status, after = NEXT[row.status]
        left = (row.created_at + after - clock.now()).total_seconds()
        if left > 0:
            rest = min(rest, left)
        elif not _deliver(row, status):
            return AGAIN_AFTER
        elif status in NEXT:
            rest = 0.0
    return rest


def _deliver(row: SimulatedMessage, status: str) -> bool:
    if row.callback_url and not _told(row, status):
        return False
    with database.session() as session:
        _set_status(session, row, status)
    return True


def _told(row: SimulatedMessage, status: str) -> bool:
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
    try:
        answer = call(row.callback_url or "", form)
    except httpx.HTTPError:
        return False
    if answer >= 500:
        return False
    if answer >= 400:
        log.error("a simulated callback was refused", sid=row.sid, status=answer)
    return True


def _set_status(session: Session, row: SimulatedMessage, status: str) -> None:
    session.execute(
        update(SimulatedMessage)
        .where(SimulatedMessage.seq == row.seq, SimulatedMessage.status == row.status)
        .values(status=status)
    )
    wakeups.announce(session)
