"""Somebody answers a phone of the simulator and presses keys, as TwiML asks for them."""

from __future__ import annotations

from xml.etree import ElementTree

import httpx
import structlog
from sqlalchemy import select, update

from afterdose.messaging import wakeups
from afterdose.messaging.simulator import book
from afterdose.messaging.simulator.calls import ask
from afterdose.messaging.simulator.deliveries import call_form, told
from afterdose.records import database
from afterdose.records.models import SimulatedMessage

log = structlog.get_logger(__name__)


def press_key(sid: str, key: str) -> bool:
    """Answer a call that rings, press one key and hang up; False when it does not ring any more.

    What was said is kept as the words of the call. Blocks for the webhooks.
    """
    with database.reading() as session:
        row = session.scalar(select(SimulatedMessage).where(SimulatedMessage.sid == sid))
    if row is None or row.direction != book.CALL or not _move(row, "ringing", "in-progress"):
        return False
    said: list[str] = []
    try:
        words, action = _next(row, row.answer_url or "")
        said.append(words)
        if action is not None:
            words, _ = _next(row, action, Digits=key)
            said.append(words)
    except (httpx.HTTPError, ElementTree.ParseError) as error:
        log.warning("a simulated call broke off", sid=sid, error=type(error).__name__)
    _move(row, "in-progress", "completed", " ".join(said))
    told(row, "completed")
    return True


def _next(row: SimulatedMessage, url: str, **more: str) -> tuple[str, str | None]:
    answer = ask(url, call_form(row, "in-progress") | more)
    answer.raise_for_status()
    spoken = ElementTree.fromstring(answer.text)  # noqa: S314  # our own answer
    gather = spoken.find("Gather")
    words = " ".join(say.text or "" for say in spoken.iter("Say"))
    return words, gather.get("action") if gather is not None else None


def _move(row: SimulatedMessage, before: str, after: str, words: str = "") -> bool:
    with database.session() as session:
        moved = session.execute(
            update(SimulatedMessage)
            .where(SimulatedMessage.seq == row.seq, SimulatedMessage.status == before)
            .values(status=after, **({"body": words} if words else {}))
            .returning(SimulatedMessage.seq)
        )
        wakeups.announce(session)
        return moved.first() is not None
