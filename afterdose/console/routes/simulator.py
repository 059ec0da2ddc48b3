"""The simulator: phones of patients and clinicians in the browser, live.

Only there with the simulated carrier: ``create_app`` leaves this router out otherwise.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from sse_starlette import EventSourceResponse
from starlette.responses import RedirectResponse, Response

from afterdose.console import pages, phones
from afterdose.console.accounts import DEMO_NAME, DEMO_PASSWORD
from afterdose.console.live import MOST_PHONES, bubbles
from afterdose.messaging.simulator import press_key, send_from_phone
from afterdose.records.database import reading
from afterdose.settings import settings

router = APIRouter()

TRIES = ("dots", "fever", "headache", "chest", "person")
LONGEST = 1600


@router.get("/simulator")
def show(request: Request) -> Response:
    """Show the phones; the query names whose (patient=, nurse=, physician=, supervisor=)."""
    with reading() as records:
        shown = phones.slots(records, request.query_params)
        demo = phones.has_demo_account(records)
    return pages.page(
        request,
        "simulator.html",
        slots=shown,
        refs=",".join(slot.chosen.ref for slot in shown if slot.chosen),
        tries=TRIES,
        scale=settings().time_scale,
        demo=(DEMO_NAME, DEMO_PASSWORD) if demo else None,
    )


@router.post("/simulator/texts")
def write(
    request: Request,
    phone: Annotated[str, Form()],
    body: Annotated[str, Form()] = "",
    picture: Annotated[bool, Form()] = False,
) -> Response:
    """Send a text from one of the phones, as the carrier would hand it to us."""
    with reading() as records:
        holder = phones.by_ref(records, phone)
    if holder is None:
        raise HTTPException(404)
    if (not body.strip() and not picture) or len(body) > LONGEST:
        raise HTTPException(400)
    send_from_phone(holder.phone, body, media_count=int(picture))
    if request.headers.get("sec-fetch-mode") == "navigate":
        return RedirectResponse("/simulator", 303)
    return Response(status_code=204)


@router.post("/simulator/keys")
def press(
    call: Annotated[str, Form()], key: Annotated[str, Form(pattern=r"^[0-9*#]$")]
) -> Response:
    """Answer a phone that rings and press a key."""
    if not press_key(call, key):
        raise HTTPException(404)
    return Response(status_code=204)


@router.get("/simulator/events")
async def events(request: Request, phones: str = "") -> Response:
    """Stream every text of the named phones and each change of its state."""
    refs = [ref for ref in phones.split(",") if ref][:MOST_PHONES]
    words = pages.Words(pages.language_of(request))
    return EventSourceResponse(bubbles(request, refs, words), ping=15)
