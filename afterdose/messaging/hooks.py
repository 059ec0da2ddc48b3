"""What all webhooks of the carrier share: a signed form in, 503 when it could not be stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar
from urllib.parse import parse_qs

import anyio
import anyio.to_thread
import structlog
from fastapi import Depends, HTTPException, Request

from afterdose.messaging import faults, metrics
from afterdose.messaging.signatures import is_signed

STORED_WITHIN = 12.0  # seconds; the carrier hangs up after 15 and would not hear our 503
LARGEST = 64 * 1024  # a webhook is some kilobytes; a longer text is cut by the carrier

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


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


async def stored(hook: str, write: Callable[..., Result], *values: object) -> Result:
    """Do the work of a webhook in a thread; 503 when that fails or takes too long."""
    try:
        # What is still under way after that may yet be stored: then it comes again, and is known.
        with anyio.fail_after(STORED_WITHIN):
            done = await anyio.to_thread.run_sync(write, *values, abandon_on_cancel=True)
        metrics.webhooks.labels(hook, "stored").inc()
        return done
    except Exception as error:
        metrics.webhooks.labels(hook, "not_stored").inc()
        # Whatever it was, the carrier still has the text and can bring it again.
        log.error("a webhook could not be stored", **faults.named(error))
        raise HTTPException(503, "not stored, try again", {"Retry-After": "2"}) from None
