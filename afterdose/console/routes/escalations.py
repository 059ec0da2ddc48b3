"""What the care team does about an escalation from the console."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from afterdose.console import access, audit, notes
from afterdose.escalation.paging import OUTCOMES
from afterdose.escalation.response import acknowledge, close, pass_on
from afterdose.messaging import wakeups
from afterdose.records.database import session
from afterdose.records.models import Clinician, Escalation, User

router = APIRouter()

LOST = ("already_taken", "already_closed", "not_with_you")
WORKLIST = "worklist"

Back = Annotated[str, Form()]


@router.post("/escalations/{escalation_id}/acknowledge")
def take(request: Request, escalation_id: str, back: Back = "") -> Response:
    """Take an escalation; 409 when somebody else was faster."""
    with session() as records:
        escalation = known(records, escalation_id)
        result = acknowledge(records, escalation, me(request, records))
        case_id = escalation.case_id
        wakeups.announce(records)
    return returned(request, back, case_id, result)


@router.post("/escalations/{escalation_id}/pass")
def hand_on(request: Request, escalation_id: str, back: Back = "") -> Response:
    """Hand an escalation to the next person; 409 for whoever has it no more."""
    with session() as records:
        escalation = known(records, escalation_id)
        person = records.get(Clinician, me(request, records).clinician_id or "")
        result = pass_on(records, escalation, person) if person else "not_with_you"
        case_id = escalation.case_id
        wakeups.announce(records)
    return returned(request, back, case_id, result)


@router.post("/escalations/{escalation_id}/close")
def finish(
    request: Request,
    escalation_id: str,
    outcome: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    back: Back = "",
) -> Response:
    """Close an escalation with an outcome, a note, or both; 409 if it is closed already.

    A note without an outcome leaves it open; 400 with neither.
    """
    if outcome not in OUTCOMES and (outcome or not note.strip()):
        raise HTTPException(400)
    with session() as records:
        escalation = known(records, escalation_id)
        user = me(request, records)
        # The note counts even when somebody else closed it meanwhile: it may say why not to.
        if note.strip():
            notes.add(records, escalation.case_id, user, note)
        result = close(records, escalation, outcome, user) if outcome else "noted"
        case_id = escalation.case_id
        wakeups.announce(records)
    if note.strip():
        audit.record(access.signed_in(request), "case.noted", f"case:{case_id}")
    return returned(request, back, case_id, result)


def known(records: Session, escalation_id: str) -> Escalation:
    """Find an escalation; 404 when there is none."""
    found = records.get(Escalation, escalation_id)
    if found is None:
        raise HTTPException(404)
    return found


def me(request: Request, records: Session) -> User:
    """Return the account at work."""
    return records.get_one(User, access.signed_in(request).user_id)


def returned(request: Request, back: str, case_id: str, result: str) -> Response:
    """Go back to where the button was, or say that the escalation has changed meanwhile."""
    lost = result in LOST
    if back == WORKLIST:
        # A page with scripts wants the list alone, one without the whole page.
        path = "/worklist" if "hx-request" in request.headers else "/"
        return RedirectResponse(f"{path}?lost=1" if lost else path, 303)
    if lost:
        raise HTTPException(409)
    return RedirectResponse(f"/cases/{case_id}", 303)
