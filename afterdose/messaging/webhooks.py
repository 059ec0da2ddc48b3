"""What the carrier calls: texts that came in, and what became of those that went out."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, HTTPException, Query, Response

from afterdose.messaging import delivery, inbox, voice
from afterdose.messaging.hooks import Form, stored
from afterdose.records import database

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/twilio", include_in_schema=False)
# Routes of this router itself: the console's gate goes by the whole path of a route.
for name, answers in (("answer", voice.answer), ("key", voice.key), ("status", voice.status)):
    router.add_api_route(f"/voice/{name}", answers, methods=["POST"])


@router.post("/sms")
async def text_in(form: Form) -> Response:
    """Store a text, then answer: 200 means that it is safe, 503 that it has to come again."""
    carrier_id = form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid")
    phone = form.get("From", "").strip()
    if not carrier_id or not phone:
        raise HTTPException(400, "MessageSid and From are required")
    media = form.get("NumMedia", "")
    await stored(
        "sms",
        _store,
        carrier_id,
        phone,
        form.get("Body", ""),
        int(media) if media.isdecimal() else 0,
    )
    return Response(EMPTY_TWIML, media_type="text/xml")


@router.post("/status")
async def status(form: Form, send: Annotated[str | None, Query()] = None) -> Response:
    """Take in a status callback, in whatever order and however often it comes."""
    carrier_id = form.get("MessageSid") or form.get("SmsSid")
    word = form.get("MessageStatus") or form.get("SmsStatus")
    if not carrier_id or not word:
        raise HTTPException(400, "MessageSid and MessageStatus are required")
    code = form.get("ErrorCode", "")
    await stored("status", _learn, carrier_id, send, word, int(code) if code.isdecimal() else None)
    return Response(status_code=204)


def _store(carrier_id: str, phone: str, body: str, media_count: int) -> None:
    with database.session() as session:
        inbox.store_inbound(session, carrier_id, phone, body, media_count)


def _learn(carrier_id: str, send_id: str | None, word: str, error_code: int | None) -> None:
    if delivery.is_known(carrier_id, word):
        return
    with database.session() as session:
        message = delivery.find(session, carrier_id, send_id)
        if message is None:
            log.warning("a status callback names no text of ours", carrier_id=carrier_id)
            return
        delivery.learn(session, message, carrier_id=carrier_id, status=word, error_code=error_code)
