"""Calls: what is said in them, and which key is pressed. The rooms above know the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import HTTPException, Query, Response
from sqlalchemy.orm import Session
from twilio.twiml.voice_response import Gather, VoiceResponse

from afterdose.messaging import delivery
from afterdose.messaging.account import public_url
from afterdose.messaging.hooks import Form, stored
from afterdose.records import database
from afterdose.records.models import OutboundMessage

LANGUAGE = "en-US"  # the team list names no language
REPEATS = 2  # how often the words are said again when no key is pressed, or another one
KEY_WITHIN = 5  # seconds of silence after the words


@dataclass(frozen=True)
class Said:
    """What is said next in a call; ``asks``: a key is waited for, else the call ends."""

    words: str
    asks: bool = False


Talk = Callable[[Session, OutboundMessage, str | None, bool], Said]
_talks: dict[str, Talk] = {}

log = structlog.get_logger(__name__)


def on_call(kind: str) -> Callable[[Talk], Talk]:
    """Register what is said in calls of this kind.

    The function gets the call's row, the key that was pressed (None: the call was just
    answered, "": nothing was pressed in time) and whether it is the last time of asking. It
    runs in a transaction and is called again when the carrier repeats a webhook.
    """

    def register(function: Talk) -> Talk:
        _talks[kind] = function
        return function

    return register


Send = Annotated[str, Query()]


async def answer(form: Form, send: Send) -> Response:
    """Say what the call is about, once the phone is answered."""
    return await _next(form, send, None, 0)


async def key(form: Form, send: Send, again: Annotated[int, Query()] = 0) -> Response:
    """Take a key; without one, or with one that means nothing, say it again, twice at most."""
    return await _next(form, send, form.get("Digits", ""), again + 1)


async def status(form: Form, send: Send) -> Response:
    """Take in how a call went, in whatever order and however often it is told."""
    word = form.get("CallStatus")
    if not form.get("CallSid") or not word:
        raise HTTPException(400, "CallSid and CallStatus are required")
    await stored("voice", _learn, form["CallSid"], send, word)
    return Response(status_code=204)


async def _next(form: Form, send: str, pressed: str | None, time: int) -> Response:
    if not form.get("CallSid"):
        raise HTTPException(400, "CallSid is required")
    said = await stored("voice", _talk, form["CallSid"], send, pressed, time >= REPEATS + 1)
    return Response(twiml(said, send, time), media_type="text/xml")


def _talk(carrier_id: str, send: str, pressed: str | None, last: bool) -> Said:
    with database.session() as session:
        call = delivery.find(session, carrier_id, send)
        talk = _talks.get(call.kind) if call is not None else None
        if call is None or talk is None:
            log.warning("a call is none of ours", carrier_id=carrier_id)
            return Said("")
        # Also how we hear of a call whose request was never answered.
        delivery.learn(session, call, carrier_id=carrier_id, status="in-progress")
        return talk(session, call, pressed, last)


def _learn(carrier_id: str, send: str, word: str) -> None:
    with database.session() as session:
        call = delivery.find(session, carrier_id, send)
        if call is None:
            log.warning("a status callback names no call of ours", carrier_id=carrier_id)
            return
        delivery.learn(session, call, carrier_id=carrier_id, status=word)


def twiml(said: Said, send: str, time: int) -> str:
    """Write what is said as TwiML; ``time`` counts how often it has been said."""
    response = VoiceResponse()
    if said.asks:
        query = urlencode({"send": send, "again": time})
        gather = Gather(
            num_digits=1,
            timeout=KEY_WITHIN,
            action=f"{public_url()}/twilio/voice/key?{query}",
            action_on_empty_result=True,
        )
        gather.say(said.words, language=LANGUAGE)
        response.append(gather)
        return str(response)
    if said.words:
        response.say(said.words, language=LANGUAGE)
    response.hangup()
    return str(response)
