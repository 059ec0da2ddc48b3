"""The page of one case: where a page's link leads."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from afterdose.console import access, audit, pages
from afterdose.console.case_file import CaseFile, read_case
from afterdose.console.conversation import conversation
from afterdose.console.protocols import Wording, loaded
from afterdose.console.reasons import answers_so_far, reasons
from afterdose.console.sbar import sbar
from afterdose.console.sessions import SignedIn
from afterdose.console.timeline import timeline
from afterdose.console.worklist import may_pass
from afterdose.escalation.paging import OUTCOMES
from afterdose.records.database import reading

router = APIRouter()


@router.get("/cases/{case_id}")
def show(request: Request, case_id: str) -> Response:
    """Show a case and record who looked."""
    with reading() as records:
        found = known(records, case_id)
        values = page_values(request, found)
    audit.record(access.signed_in(request), "case.viewed", f"case:{case_id}")
    return pages.page(request, "case.html", **values)


@router.get("/cases/{case_id}/live")
def refresh(request: Request, case_id: str, seen: str = "") -> Response:
    """Give the case again if anything changed since ``seen``; else nothing (204)."""
    with reading() as records:
        found = known(records, case_id)
        if found.version == seen:
            return Response(status_code=204)
        return pages.page(request, "_case.html", **page_values(request, found))


def known(records: Session, case_id: str) -> CaseFile:
    """Read a case; 404 when there is none."""
    found = read_case(records, case_id)
    if found is None:
        raise HTTPException(404)
    return found


def page_values(request: Request, file: CaseFile) -> dict[str, Any]:
    """Put together what the template shows."""
    words = pages.Words(pages.language_of(request))
    wording = Wording(loaded(), words.language)
    whys = reasons(file, wording, words)
    answers = answers_so_far(file, wording, words)
    me = access.signed_in(request)
    return {
        "file": file,
        "zone": file.patient.time_zone,
        "lines": conversation(file),
        "whys": whys,
        "sbar": sbar(file, whys, answers, words),
        "moments": timeline(file),
        "outcomes": OUTCOMES,
        "may_act": me.may_act,
        "it": open_work(file, me),
        "my_hold": file.hold is not None and file.hold.clinician_id == me.clinician_id,
        "refused": "",
        "draft": "",
    }


def open_work(file: CaseFile, me: SignedIn) -> dict[str, Any] | None:
    """Return what the buttons need to know of the escalation, if it is not closed."""
    escalation = file.escalation
    if escalation is None or escalation.state == "closed":
        return None
    return {
        "escalation_id": escalation.id,
        "case_id": file.case.id,
        "code": escalation.code,
        "state": escalation.state,
        "may_pass": may_pass(escalation, me.clinician_id),
    }
