"""Texts that were misunderstood: letting one out without names, and the export."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from afterdose.console import access, audit, pages, review_misread
from afterdose.console.protocols import Wording, loaded
from afterdose.console.review_misread import Misread, NotLetOut
from afterdose.records.database import reading, session
from afterdose.records.models_review import MisreadText

router = APIRouter()


@router.get("/review/texts/{message_id}")
def look(request: Request, message_id: str) -> Response:
    """Show a text as it would go out, and what the assistant made of it."""
    with reading() as records:
        found = known(records, message_id)
    audit.record(access.signed_in(request), "case.viewed", f"case:{found.message.case_id}")
    meant = found.kept.meant if found.kept else ""
    return form(request, found, found.kept.text if found.kept else found.masked, meant)


@router.post("/review/texts/{message_id}")
def let_out(
    request: Request,
    message_id: str,
    text: Annotated[str, Form()] = "",
    meant: Annotated[str, Form()] = "",
    confirmed: Annotated[str, Form()] = "",
) -> Response:
    """Put a text into the export, or show what is left to do."""
    me = access.signed_in(request)
    plain = text.replace("\r\n", "\n")
    try:
        with session() as records:
            found = known(records, message_id)
            review_misread.let_out(records, found, me.user_id, plain, meant, bool(confirmed))
    except NotLetOut as refused:
        with reading() as records:
            found = known(records, message_id)
        return form(request, found, refused.text, refused.meant, refused.reason)
    audit.record(me, "text.let_out", f"case:{found.message.case_id}")
    return RedirectResponse("/review/misread", 303)


@router.get("/review/misread")
def listed(request: Request) -> Response:
    """Show what is in the export."""
    me = access.signed_in(request)
    audit.record(me, "misread.viewed", "misread")
    with reading() as records:
        rows = review_misread.kept(records)
    may_export = access.opens(me.role, "/review/misread.jsonl")
    return pages.page(request, "review_misread.html", rows=rows, may_export=may_export)


@router.get("/review/misread.jsonl")
def export(request: Request) -> Response:
    """Give the export: JSON Lines, nothing in it names a patient."""
    with reading() as records:
        body = "".join(review_misread.lines(review_misread.kept(records), loaded()))
    audit.record(access.signed_in(request), "misread.exported", "misread")
    answer = PlainTextResponse(body, media_type="application/jsonl")
    answer.headers["content-disposition"] = 'attachment; filename="misread.jsonl"'
    return answer


@router.post("/review/misread/{misread_id}/remove")
def remove(request: Request, misread_id: str) -> Response:
    """Take a text out of the export again."""
    with session() as records:
        row = records.scalar(select(MisreadText).filter_by(id=misread_id))
        if row is None:
            raise HTTPException(404)
        records.delete(row)
    audit.record(access.signed_in(request), "misread.removed", f"misread:{misread_id}")
    return RedirectResponse("/review/misread", 303)


def form(request: Request, found: Misread, text: str, meant: str, refused: str = "") -> Response:
    """Show the form; ``refused``: what is still to be done."""
    wording = Wording(loaded(), pages.language_of(request))
    return pages.page(
        request,
        "review_text.html",
        400 if refused else 200,
        found=found,
        asked=wording.asked(found.question) if found.question else "",
        text=text,
        meant=meant,
        refused=refused,
    )


def known(records: Session, message_id: str) -> Misread:
    """Find a patient's text; 404 when there is none."""
    found = review_misread.read(records, message_id)
    if found is None:
        raise HTTPException(404)
    return found
