"""The figures of the last weeks; they name no patient."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from afterdose import clock
from afterdose.console import access, audit, pages
from afterdose.console import figures as counting
from afterdose.console.figures_plots import plots
from afterdose.escalation.deadlines import deadlines
from afterdose.records.database import reading

router = APIRouter()


@router.get("/figures")
def show(request: Request, weeks: int = 12) -> Response:
    """Show the figures of the last weeks."""
    if weeks not in counting.SPANS:
        raise HTTPException(400)
    audit.record(access.signed_in(request), "figures.viewed", "figures")
    with reading() as records:
        found = counting.figures(records, clock.now(), weeks, limits())
    return pages.page(
        request,
        "figures.html",
        found=found,
        plots=plots(found),
        weeks=weeks,
        spans=counting.SPANS,
        outcomes=sorted({one for row in found.outcomes.values() for one in row}),
        middle=counting.middle,
        slowest=counting.slowest,
        whole=counting.whole,
    )


def limits() -> dict[str, tuple[timedelta, timedelta]]:
    """Return the service levels of data/escalation.yml: to acknowledge, to reach the patient."""
    return {
        name: (
            timedelta(minutes=deadlines(name).acknowledge_minutes),
            timedelta(minutes=deadlines(name).contact_minutes),
        )
        for name in counting.DISPOSITIONS
    }
