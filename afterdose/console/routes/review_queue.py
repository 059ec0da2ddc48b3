"""The second-reader queue: one decision at a time, and the reader's mark."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from afterdose.console import access, audit, pages, review_queue
from afterdose.console.case_file import read_case
from afterdose.console.conversation import conversation
from afterdose.console.protocols import Wording, loaded
from afterdose.console.reasons import reasons
from afterdose.records.database import reading, session
from afterdose.records.models import Decision

router = APIRouter()


@router.get("/review/queue")
def show(request: Request, after: str = "", open: str = "") -> Response:
    """Show the next decision; ``open``: with the first reader's mark, ``after``: skip to there."""
    with reading() as records:
        found = review_queue.waiting_for(records, access.signed_in(request).user_id, after)
        return decision_page(request, records, found, after, bool(open))


@router.post("/review/decisions/{decision_id}")
def mark(
    request: Request,
    decision_id: str,
    verdict: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    after: Annotated[str, Form()] = "",
    open: Annotated[str, Form()] = "",
) -> Response:
    """Take a reader's mark and go on to the next decision."""
    me = access.signed_in(request)
    try:
        with session() as records:
            review_queue.mark(
                records, known(records, decision_id), me.user_id, verdict, reason, bool(open)
            )
    except review_queue.MarkRefused as refused:
        draft = {"verdict": verdict, "reason": reason, "refused": refused.reason}
        with reading() as records:
            decision = known(records, decision_id)
            return decision_page(request, records, decision, after, bool(open), draft)
    audit.record(me, "decision.marked", f"decision:{decision_id}")
    kept = {name: value for name, value in (("after", after), ("open", open)) if value}
    return RedirectResponse(f"/review/queue?{urlencode(kept)}".rstrip("?"), 303)


def decision_page(
    request: Request,
    records: Session,
    decision: Decision | None,
    after: str,
    open: bool,
    draft: dict[str, str] | None = None,
) -> Response:
    """Show a decision with the conversation that led to it, and nothing that came later."""
    me = access.signed_in(request)
    values: dict[str, Any] = {
        "after": after,
        "open": open,
        "draft": draft or {"verdict": "", "reason": "", "refused": ""},
        "progress": review_queue.progress(records, me.user_id),
        "verdicts": review_queue.VERDICTS,
    }
    if decision is None:
        return pages.page(request, "review_queue.html", why=None, **values)
    file = read_case(records, decision.case_id)
    assert file is not None
    words = pages.Words(pages.language_of(request))
    whys = reasons(file, Wording(loaded(), words.language), words)
    place = next(at for at, one in enumerate(file.decisions) if one.id == decision.id)
    lines = [
        line
        for line in conversation(file)
        if line.at <= decision.decided_at and line.kind != "decision"
    ]
    audit.record(me, "decision.read", f"decision:{decision.id}")
    return pages.page(
        request,
        "review_queue.html",
        400 if draft else 200,
        why=whys[place],
        decision=decision,
        file=file,
        lines=lines,
        zone=file.patient.time_zone,
        marks=review_queue.marks_of(records, decision.id) if open else [],
        **values,
    )


def known(records: Session, decision_id: str) -> Decision:
    """Find a decision; 404 when there is none."""
    found = records.scalar(select(Decision).filter_by(id=decision_id))
    if found is None:
        raise HTTPException(404)
    return found
