"""The log as a file: texts, answers, decisions, escalations, pages, events; the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response, StreamingResponse

from afterdose import clock
from afterdose.console import access, audit, exports, pages
from afterdose.console.export_files import FORMS
from afterdose.console.export_helpings import Row, Span
from afterdose.console.routes.audit import day

router = APIRouter()


@router.get("/exports")
def show(request: Request) -> Response:
    """Show what can be taken out."""
    role = access.signed_in(request).role
    today = clock.now().astimezone(timezone.utc).date()
    return pages.page(
        request,
        "exports.html",
        kinds=tuple(exports.LOGS),
        forms=tuple(FORMS),
        since=today - timedelta(days=30),
        until=today,
        may_log=access.opens(role, "/exports/log.{form}"),
        may_audit=access.opens(role, "/exports/audit.{form}"),
    )


@router.get("/exports/log.{form}")
def log(
    request: Request,
    form: str,
    what: str = "texts",
    since: str = "",
    until: str = "",
    words: str = "",
) -> Response:
    """Give one kind of the log."""
    if form not in FORMS or what not in exports.LOGS:
        raise HTTPException(404)
    days = day(since), day(until)
    told = f"{what} {form} {days[0] or ''}–{days[1] or ''}{' words' if words else ''}"
    audit.record(access.signed_in(request), "log.exported", f"log:{told}")
    span = _span(*days, bool(words))
    return _file(f"afterdose-{what}", form, exports.LOGS[what](span))


@router.get("/exports/audit.{form}")
def audit_log(request: Request, form: str, since: str = "", until: str = "") -> Response:
    """Give the audit log."""
    if form not in FORMS:
        raise HTTPException(404)
    days = day(since), day(until)
    told = f"{form} {days[0] or ''}–{days[1] or ''}"
    audit.record(access.signed_in(request), "audit.exported", f"audit:{told}")
    return _file("afterdose-audit", form, exports.audit_entries(_span(*days, False)))


def _span(since: date | None, until: date | None, words: bool) -> Span:
    """Read days as UTC days, both included."""
    after = until + timedelta(days=1) if until else None
    return Span(_midnight(since), _midnight(after), words)


def _midnight(on: date | None) -> datetime | None:
    return datetime.combine(on, time(), timezone.utc) if on else None


def _file(name: str, form: str, rows: Iterator[Row]) -> Response:
    kind, written = FORMS[form]
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingResponse(written(rows), media_type=kind, headers=headers)
