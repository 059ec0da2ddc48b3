"""The team: who is on duty, whose phone is verified."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from afterdose.console import access, audit, pages, phone_check
from afterdose.console.on_call import on_call_now
from afterdose.messaging import wakeups
from afterdose.records.database import reading, session
from afterdose.records.models import Clinician

router = APIRouter()


@router.get("/team")
def show(request: Request) -> Response:
    """Show the team list."""
    return team_page(request)


def team_page(request: Request, status: int = 200, wrong: str = "") -> Response:
    """Show the team list; ``wrong``: for whom a code was not right."""
    with reading() as records:
        team = list(records.scalars(select(Clinician).order_by(Clinician.created_at)))
        waiting = phone_check.waits(records)
        on_call = on_call_now(records)
    return pages.page(
        request,
        "team.html",
        status,
        team=team,
        waiting=waiting,
        on_call=on_call,
        wrong=wrong,
        may_edit=access.opens(access.signed_in(request).role, "/team/{clinician_id}/duty", "POST"),
    )


@router.post("/team/{clinician_id}/duty")
def duty(request: Request, clinician_id: str, on: Annotated[str, Form()] = "") -> Response:
    """Put somebody on duty or off; pages pass by who is off."""
    with session() as records:
        known(records, clinician_id).on_duty = on == "on"
        wakeups.announce(records)
    audit.record(access.signed_in(request), "duty.changed", f"clinician:{clinician_id}")
    return RedirectResponse("/team", 303)


@router.post("/team/{clinician_id}/phone/ask")
def ask(request: Request, clinician_id: str) -> Response:
    """Text a code to somebody's phone."""
    with session() as records:
        phone_check.ask(records, known(records, clinician_id))
    audit.record(access.signed_in(request), "phone.asked", f"clinician:{clinician_id}")
    return RedirectResponse("/team", 303)


@router.post("/team/{clinician_id}/phone/verify")
def verify(request: Request, clinician_id: str, code: Annotated[str, Form()] = "") -> Response:
    """Take the code that somebody read from the phone."""
    with session() as records:
        right = phone_check.verify(records, known(records, clinician_id), code)
    if not right:
        return team_page(request, 400, clinician_id)
    audit.record(access.signed_in(request), "phone.verified", f"clinician:{clinician_id}")
    return RedirectResponse("/team", 303)


def known(records: Session, clinician_id: str) -> Clinician:
    """Find somebody of the team; 404 when there is nobody."""
    found = records.get(Clinician, clinician_id)
    if found is None:
        raise HTTPException(404)
    return found
