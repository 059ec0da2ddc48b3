"""Writing a note beside a case, whatever state it is in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from afterdose.console import access, audit, notes
from afterdose.console.routes.escalations import me, returned
from afterdose.messaging import wakeups
from afterdose.records.database import session
from afterdose.records.models import Case

router = APIRouter()


@router.post("/cases/{case_id}/notes")
def write(request: Request, case_id: str, note: Annotated[str, Form()] = "") -> Response:
    """Write a note down; 400 without words."""
    with session() as records:
        if records.get(Case, case_id) is None:
            raise HTTPException(404)
        notes.add(records, case_id, me(request, records), note)
        wakeups.announce(records)
    audit.record(access.signed_in(request), "case.noted", f"case:{case_id}")
    return returned(request, "case", case_id, "noted")
