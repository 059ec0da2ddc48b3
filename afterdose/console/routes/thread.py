"""Writing to the patient in their own thread, and handing it back to the assistant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from afterdose.console import access, audit, pages
from afterdose.console.routes.cases import known, page_values
from afterdose.console.routes.escalations import me
from afterdose.dialogue import person
from afterdose.records.database import reading, session
from afterdose.records.models import Case, User

router = APIRouter()


@router.post("/cases/{case_id}/texts")
def write(request: Request, case_id: str, body: Annotated[str, Form()] = "") -> Response:
    """Send the patient a text; the assistant is silent from the first one on."""
    return _do(
        request, case_id, lambda records, case, user: person.write(records, case, user, body), body
    )


@router.post("/cases/{case_id}/hand-back")
def hand_back(request: Request, case_id: str) -> Response:
    """Let the assistant answer again."""
    return _do(request, case_id, person.hand_back)


def _do(
    request: Request,
    case_id: str,
    what: Callable[[Session, Case, User], None],
    draft: str = "",
) -> Response:
    try:
        with session() as records:
            case = records.get(Case, case_id)
            if case is None:
                raise HTTPException(404)
            what(records, case, me(request, records))
    except person.NotNow as refused:
        # The words are kept: whoever wrote them can send them another way.
        with reading() as records:
            values = page_values(request, known(records, case_id))
            values |= {"refused": f"thread.refused.{refused.reason}", "draft": draft}
            return pages.page(request, "case.html", 409, **values)
    if draft:
        audit.record(access.signed_in(request), "case.texted", f"case:{case_id}")
    return RedirectResponse(f"/cases/{case_id}", 303)
