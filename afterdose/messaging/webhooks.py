"""What the carrier calls: texts that came in, and what became of those that went out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import parse_qs

import anyio
import anyio.to_thread
import structlog
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from afterdose.messaging import delivery, faults, inbox, metrics
from afterdose.messaging.signatures import is_signed
from afterdose.records import database

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
STORED_WITHIN = 12.0  # seconds; the carrier hangs up after 15 and would not hear our 503
LARGEST = 64 * 1024  # a webhook is some kilobytes; a longer text is cut by the carrier

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/twilio", include_in_schema=False)


async def signed_form(request: Request) -> dict[str, str]:
    """Read the form of a webhook; 403 without a valid signature, 413 when it is too long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise HTTPException(413, "the form is too long")
    form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    path = request.scope.get("raw_path", request.url.path.encode()).decode("ascii")
    query = request.scope["query_string"].decode("ascii", "replace")
    signature = request.headers.get("X-Twilio-Signature", "")
    if not is_signed(f"{path}?{query}" if query else path, form, signature):
        metrics.webhooks.labels(path.rpartition("/")[2], "unsigned").inc()
        log.warning("a webhook without a valid signature was refused", path=path)
        raise HTTPException(403, "no valid X-Twilio-Signature")
    return {name: values[0] for name, values in form.items()}


Form = Annotated[dict[str, str], Depends(signed_form)]


@router.post("/sms")
async def text_in(form: Form) -> Response:
    """Store a text, then answer: 200 means that it is safe, 503 that it has to come again."""
    carrier_id = form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid")
    phone = form.get("From", "").strip()
    if not carrier_id or not phone:
        raise HTTPException(400, "MessageSid and From are required")
    media = form.get("NumMedia", "")
    await _stored(
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
    await _stored("status", _learn, carrier_id, send, word, int(code) if code.isdecimal() else None)
    return Response(status_code=204)


def _store(carrier_id: str, phone: str, body: str, media_count: int) -> None:
    with database.session() as session:
        inbox.store_inbound(session, carrier_id, phone, body, media_count)


def _learn(carrier_id: str, send_id: str | None, word: str, error_code: int | None) -> None:
    with database.session() as session:
        message = delivery.find(session, carrier_id, send_id)
        if message is None:
            log.warning("a status callback names no text of ours", carrier_id=carrier_id)
            return
        delivery.learn(session, message, carrier_id=carrier_id, status=word, error_code=error_code)


async def _stored(hook: str, write: Callable[..., None], *values: object) -> None:
    try:
        # What is still under way after that may yet be stored: then it comes again, and is known.
        with anyio.fail_after(STORED_WITHIN):
            await anyio.to_thread.run_sync(write, *values, abandon_on_cancel=True)
        metrics.webhooks.labels(hook, "stored").inc()
    except Exception as error:
        metrics.webhooks.labels(hook, "not_stored").inc()
        # Whatever it was, the carrier still has the text and can bring it again.
        log.error("a webhook could not be stored", **faults.named(error))
        raise HTTPException(503, "not stored, try again", {"Retry-After": "2"}) from None
