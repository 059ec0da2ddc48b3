"""The phones of the simulator: what they text, and what they show."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

import httpx
import structlog
from sqlalchemy import select, update

from afterdose.messaging import wakeups
from afterdose.messaging.account import account, public_url
from afterdose.messaging.simulator import book
from afterdose.messaging.simulator.calls import call
from afterdose.records import database, keys
from afterdose.records.models import SimulatedMessage

# Like `#rc=5` in a webhook URL of Twilio's: five more attempts when we cannot store.
PAUSES = (0.2, 0.4, 0.8, 1.6, 3.2)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PhoneMessage:
    """One bubble on a phone's screen."""

    seq: int
    sid: str
    direction: str  # "inbound": from the phone to us, "outbound": to the phone, "call": it rings
    body: str
    media_count: int
    status: str
    created_at: datetime


def send_from_phone(phone: str, body: str, media_count: int = 0) -> str:
    """Text from a phone to us; return the carrier's id of the text.

    Blocks until our webhook has taken it. When it does not, the text stays in the carrier's
    book, and the sweep takes it in.
    """
    with database.session() as session:
        row = book.enter(
            session,
            direction="inbound",
            phone=phone,
            body=body,
            status="receiving",
            media_count=media_count,
        )
    us = account()
    form = {
        "AccountSid": us.sid,
        "ApiVersion": "2010-04-01",
        "Body": body,
        "From": phone,
        "MessageSid": row.sid,
        "NumMedia": str(media_count),
        "NumSegments": "1",
        "SmsMessageSid": row.sid,
        "SmsSid": row.sid,
        "SmsStatus": "received",
        "To": us.number,
    }
    if _taken(form):
        with database.session() as session:
            session.execute(
                update(SimulatedMessage)
                .where(SimulatedMessage.seq == row.seq)
                .values(status="received")
            )
            wakeups.announce(session)
    else:
        log.warning("a simulated text was not taken", sid=row.sid)
    return row.sid


def _taken(form: dict[str, str]) -> bool:
    for pause in (*PAUSES, None):
        try:
            answer = call(f"{public_url()}/twilio/sms", form)
        except httpx.HTTPError:
            answer = 503
        if answer < 500 or pause is None:
            return answer == 200
        time.sleep(pause)
    return False


def phone_messages(phone: str, after_seq: int = 0) -> list[PhoneMessage]:
    """Return what a phone shows, the oldest first, from the row after ``after_seq`` on."""
    query = (
        select(SimulatedMessage)
        .where(
            SimulatedMessage.phone_hash.in_(keys.phone_hashes(phone)),
            SimulatedMessage.seq > after_seq,
        )
        .order_by(SimulatedMessage.seq)
    )
    with database.reading() as session:
        return [
            PhoneMessage(
                row.seq,
                row.sid,
                row.direction,
                row.body,
                row.media_count,
                row.status,
                row.created_at,
            )
            for row in session.scalars(query)
        ]


class News:
    """Waiting without a thread for something to have changed, for server-sent events.

    ``with News() as news: while True: show(); await news.wait(15)``. What changes while it
    shows is not missed: the next wait ends at once.
    """

    def __enter__(self) -> News:
        """Start listening, in the running event loop."""
        self._changed, self._loop = asyncio.Event(), asyncio.get_running_loop()
        self._stack = ExitStack()
        self._stack.enter_context(wakeups.listening(self._tell))
        return self

    def _tell(self) -> None:
        with suppress(RuntimeError):  # the event loop has ended
            self._loop.call_soon_threadsafe(self._changed.set)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        self._stack.close()

    async def wait(self, seconds: float) -> bool:
        """Wait for a change, at most so long; tell whether there was one."""
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return False
        self._changed.clear()
        return True
