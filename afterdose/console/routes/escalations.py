"""What the care team does about an escalation from the console."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from afterdose.console import access
from afterdose.escalation.paging import OUTCOMES
from afterdose.escalation.response import acknowledge, close
from afterdose.records.database import session
from afterdose.records.models import Escalation, User

router = APIRouter()

LOST = ("already_taken", "already_closed")


@router.post("/escalations/{escalation_id}/acknowledge")
def take(request: Request, escalation_id: str) -> Response:
    """Take an escalation; 409 when somebody else was faster."""
    with session() as records:
        escalation = known(records, escalation_id)
        result = acknowledge(records, escalation, me(request, records))
        case_id = escalation.case_id
    return back(case_id, result)


@router.post("/escalations/{escalation_id}/close")
def finish(request: Request, escalation_id: str, outcome: Annotated[str, Form()] = "") -> Response:
    """Close an escalation with an outcome; 409 when it is closed already."""
    if outcome not in OUTCOMES:
        raise HTTPException(400)
    with session() as records:
        escalation = known(records, escalation_id)
        result = close(records, escalation, outcome, me(request, records))
        case_id = escalation.case_id
    return back(case_id, result)


def known(records: Session, escalation_id: str) -> Escalation:
    """Find an escalation; 404 when there is none."""
    found = records.get(Escalation, escalation_id)
    if found is None:
        raise HTTPException(404)
    return found


def me(request: Request, records: Session) -> User:
    """Return the account at work."""
    return records.get_one(User, access.signed_in(request).user_id)


def back(case_id: str, result: str) -> Response:
    """Return to the case, or say that it has changed meanwhile."""
    if result in LOST:
        raise HTTPException(409)
    return RedirectResponse(f"/cases/{case_id}", 303)
