"""The first page: what is open."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from afterdose import clock
from afterdose.console import access, audit, pages
from afterdose.console.on_call import on_call_now
from afterdose.console.worklist import open_items
from afterdose.escalation.paging import OUTCOMES
from afterdose.records.database import reading

router = APIRouter()


@router.get("/")
def show(request: Request, lost: str = "") -> Response:
    """Show the worklist; who sees no patient is sent on to a page of theirs."""
    if not access.opens(access.signed_in(request).role, "/worklist"):
        return RedirectResponse("/audit", 303)
    audit.record(access.signed_in(request), "worklist.viewed", "worklist")
    return pages.page(request, "worklist.html", **values(request, lost))


@router.get("/worklist")
def refresh(request: Request, lost: str = "") -> Response:
    """Give the list alone, for the page that renews it."""
    return pages.page(request, "_worklist.html", **values(request, lost))


def values(request: Request, lost: str) -> dict[str, Any]:
    """Put together what the list shows; ``lost``: somebody else was faster."""
    me = access.signed_in(request)
    with reading() as records:
        items = open_items(records, me)
        on_call = on_call_now(records)
    return {
        "items": items,
        "on_call": on_call,
        "may_act": me.may_act,
        "outcomes": OUTCOMES,
        "lost": bool(lost),
        "moment": clock.now(),
    }
