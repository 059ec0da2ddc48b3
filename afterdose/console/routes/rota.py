"""The rota: a calendar, its gaps, and who is on call now."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, HTTPException, Request
from sqlalchemy import select
from starlette.responses import RedirectResponse, Response

from afterdose import clock
from afterdose.console import access, audit, pages, rota
from afterdose.console.on_call import on_call_now
from afterdose.messaging import wakeups
from afterdose.records.database import reading, session
from afterdose.records.imports.rota import LAST_STEP
from afterdose.records.models import Clinician
from afterdose.settings import settings

router = APIRouter()


@router.get("/rota")
def show(request: Request, first: str = "") -> Response:
    """Show a week."""
    return rota_page(request, _day(first) or _today())


def rota_page(request: Request, first: date, status: int = 200, refused: str = "") -> Response:
    """Show a week from a day on; ``refused`` is the key of what to say."""
    now = clock.now()
    with reading() as records:
        days = rota.week(records, first, where())
        open_gaps = rota.gaps(records, now)
        on_call = on_call_now(records)
        team = list(records.scalars(select(Clinician).order_by(Clinician.created_at)))
    step = timedelta(days=rota.DAYS)
    return pages.page(
        request,
        "rota.html",
        status,
        days=days,
        gaps=open_gaps,
        on_call=on_call,
        team=team,
        zone=str(where()),
        today=_today(),
        first=first,
        earlier=first - step,
        later=first + step,
        steps=range(1, LAST_STEP + 1),
        refused=refused,
        may_edit=access.opens(access.signed_in(request).role, "/rota/shifts", "POST"),
        moment=now,
    )


@router.post("/rota/shifts")
def add(
    request: Request,
    clinician: Annotated[str, Form()] = "",
    begin: Annotated[str, Form()] = "",
    end: Annotated[str, Form()] = "",
    step: Annotated[int, Form()] = 1,
    first: Annotated[str, Form()] = "",
) -> Response:
    """Add a shift, or an override: whoever stood there in that time makes room."""
    shown = _day(first) or _today()
    try:
        starts, ends = local_time(begin), local_time(end)
        with session() as records:
            rota.add_shift(records, clinician, starts, ends, step)
            wakeups.announce(records)
    except rota.ShiftRefused as refused:
        return rota_page(request, shown, 400, str(refused))
    audit.record(access.signed_in(request), "rota.changed", "rota")
    return RedirectResponse(f"/rota?first={shown}", 303)


@router.post("/rota/shifts/{shift_id}/remove")
def remove(request: Request, shift_id: str, first: Annotated[str, Form()] = "") -> Response:
    """Take a shift out from now on."""
    with session() as records:
        if not rota.remove_shift(records, shift_id):
            raise HTTPException(404)
        wakeups.announce(records)
    audit.record(access.signed_in(request), "rota.changed", "rota")
    return RedirectResponse(f"/rota?first={_day(first) or _today()}", 303)


def where() -> ZoneInfo:
    """Return the clinic's time zone, in which the rota is read and written."""
    return pages.zone(settings().clinic_time_zone)


def local_time(text: str) -> datetime:
    """Read a time of a form, 2026-11-22T08:00, in the clinic's zone. Raises ShiftRefused."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=where())
    except ValueError:
        raise rota.ShiftRefused("rota.refused.times") from None


def _today() -> date:
    return clock.now().astimezone(where()).date()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise HTTPException(400) from None
