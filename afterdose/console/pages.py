"""Pages: templates, their words in the reader's language, times in a named zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from afterdose import clock, texts
from afterdose.console import access, approved, forms

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "es")
OURS = "console."
# The pages that everybody finds by name, as far as their role opens them.
NAV = {
    "/": "worklist",
    "/patients": "patients",
    "/review": "review",
    "/figures": "figures",
    "/rota": "rota",
    "/team": "team",
    "/protocols": "protocols.title",
    "/exports": "exports",
    "/audit": "audit",
}


@cache
def environment() -> Environment:
    """Return the templates; everything that they print is escaped, nothing may be missing."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(at=at, day_at=day_at, iso=iso, local=local, span=span)
    return made


def language_of(request: Request) -> str:
    """Choose the interface language from what the browser asks for; English else."""
    for part in request.headers.get("accept-language", "").split(","):
        wanted = part.split(";")[0].strip().lower()[:2]
        if wanted in LANGUAGES:
            return wanted
    return LANGUAGES[0]


class Words:
    """The interface words of one language: ``t("sign_in")`` in a template."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """Return one interface text; raises texts.TextError for an unknown key."""
        return texts.render(OURS + key, self.language, **values)

    def coded(self, group: str, code: str) -> str:
        """Return the word for a stored code, or the code itself when nobody named it."""
        key = f"{OURS}{group}.{code}"
        known = texts.texts(self.language).get(key) or texts.texts(texts.FALLBACK).get(key)
        return known or code


def zone(name: str) -> ZoneInfo:
    """Return a time zone; UTC for a name that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def at(moment: datetime, zone_name: str) -> str:
    """Write the time of day in a zone: 14:05."""
    return moment.astimezone(zone(zone_name)).strftime("%H:%M")


def day_at(moment: datetime, zone_name: str) -> str:
    """Write day, time and zone, so that nobody has to guess: 2026-11-22 14:05 EST."""
    return moment.astimezone(zone(zone_name)).strftime("%Y-%m-%d %H:%M %Z")


def local(moment: datetime, zone_name: str) -> str:
    """Write a moment as the value of a datetime-local field, to the second."""
    return moment.astimezone(zone(zone_name)).strftime("%Y-%m-%dT%H:%M:%S")


def iso(moment: datetime) -> str:
    """Write a moment for the datetime attribute of a <time>."""
    return moment.isoformat(timespec="seconds")


def span(length: timedelta) -> str:
    """Write a stretch of time in its two largest units: 1 h 05 min, 4 min, 30 s."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours < 48 else f"{hours // 24} d {hours % 24} h"


def nav_of(role: str) -> dict[str, str]:
    """Return the pages that a role finds by name: path to the key of its name."""
    # The first page sends on who may not see its list.
    needed = {"/": "/worklist"}
    return {path: key for path, key in NAV.items() if access.opens(role, needed.get(path, path))}


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Answer with a page."""
    language = language_of(request)
    words = Words(language)
    me = getattr(request.state, "signed_in", None)
    html = (
        environment()
        .get_template(template)
        .render(
            t=words,
            coded=words.coded,
            language=language,
            now=clock.now(),
            me=me,
            nav=nav_of(me.role) if me else {},
            here=request.url.path,
            approved=approved.approved,
            csrf=forms.token_for(forms.secret_of(request)),
            **values,
        )
    )
    answer = HTMLResponse(html, status, headers={"content-language": language})
    answer.headers["vary"] = "Accept-Language, Cookie"
    forms.remember_guest(request, answer)
    return answer
