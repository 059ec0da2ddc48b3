"""The audit log, for administrators."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from afterdose.console import access, audit, audit_log, pages
from afterdose.records.database import reading

router = APIRouter()


@router.get("/audit")
def show(
    request: Request,
    user: str = "",
    action: str = "",
    since: str = "",
    until: str = "",
    before: int | None = None,
) -> Response:
    """Show who looked at or changed what; reading the log is in the log, too."""
    wanted = audit_log.Wanted(user, action, day(since), day(until), before)
    audit.record(access.signed_in(request), "audit.viewed", "audit")
    with reading() as records:
        lines, older = audit_log.lines(records, wanted)
        people = audit_log.people(records)
        actions = audit_log.actions(records)
    kept = {"user": user, "action": action, "since": since, "until": until, "before": older}
    more = urlencode({name: value for name, value in kept.items() if value}) if older else ""
    return pages.page(
        request,
        "audit.html",
        lines=lines,
        more=more,
        people=people,
        actions=actions,
        wanted=wanted,
    )


def day(text: str) -> date | None:
    """Read a day of a form; 400 for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise HTTPException(400) from None
