"""The first page: what is open."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from afterdose.console import access, audit, pages
from afterdose.console.worklist import open_items
from afterdose.records.database import reading

router = APIRouter()


@router.get("/")
def show(request: Request) -> Response:
    """Show the worklist."""
    audit.record(access.signed_in(request), "worklist.viewed", "worklist")
    with reading() as records:
        return pages.page(request, "worklist.html", items=open_items(records))


@router.get("/worklist")
def refresh(request: Request) -> Response:
    """Give the list alone, for the page that renews it every two seconds."""
    with reading() as records:
        return pages.page(request, "_worklist.html", items=open_items(records))
