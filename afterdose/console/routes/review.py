"""Conversations to review: the list with its filters, and what the marks say."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from afterdose.console import access, audit, pages, review, review_plots
from afterdose.console.protocols import loaded
from afterdose.console.review_agreement import agreement
from afterdose.console.review_queue import VERDICTS, progress
from afterdose.console.routes.audit import day
from afterdose.records.database import reading

router = APIRouter()

DISPOSITIONS = ("emergency", "urgent", "soon", "routine")
LONGEST = 200


Field = Annotated[str, Form()]


@router.get("/review")
def show(request: Request) -> Response:
    """Show the newest cases."""
    return find(request)


@router.post("/review")
def find(
    request: Request,
    q: Annotated[str, Form(max_length=LONGEST)] = "",
    since: Field = "",
    until: Field = "",
    area: Field = "",
    disposition: Field = "",
    language: Field = "",
    trouble: Field = "",
    before: Annotated[int | None, Form()] = None,
) -> Response:
    """Show the cases that the filters leave, the newest first.

    Posted, because a URL must hold no symptom.
    """
    areas = sorted(loaded().areas)
    choices = {
        "area": (area, areas),
        "disposition": (disposition, DISPOSITIONS),
        "language": (language, pages.LANGUAGES),
        "trouble": (trouble, tuple(review.TROUBLES)),
    }
    if any(chosen and chosen not in known for chosen, known in choices.values()):
        raise HTTPException(400)
    wanted = review.Wanted(q, day(since), day(until), area, disposition, language, trouble, before)
    me = access.signed_in(request)
    audit.record(me, "review.searched" if q.strip() else "review.viewed", "review")
    with reading() as records:
        found = review.find(records, wanted)
        mine = progress(records, me.user_id)
    kept = {"q": q, "since": since, "until": until, "before": found.older}
    kept |= {name: chosen for name, (chosen, _) in choices.items()}
    more = {name: value for name, value in kept.items() if value}
    return pages.page(
        request,
        "review.html",
        found=found,
        wanted=wanted,
        choices=choices,
        progress=mine,
        more=more if found.older else {},
    )


@router.get("/review/agreement")
def agree(request: Request) -> Response:
    """Show how far readers agree and how often decisions were too low or too high."""
    audit.record(access.signed_in(request), "review.figures", "review")
    with reading() as records:
        found = agreement(records)
    return pages.page(
        request,
        "review_agreement.html",
        found=found,
        verdicts=VERDICTS,
        plots=review_plots.plots(found.months),
    )
