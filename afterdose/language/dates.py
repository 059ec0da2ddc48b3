"""Days that patients name: "since tues", "3/4", "hace dos días"."""

from __future__ import annotations

import re
from datetime import date as Date
from datetime import datetime, timedelta

from afterdose.language.durations import duration
from afterdose.language.holidays import holiday
from afterdose.language.phrases import languages

_CLOCK = re.compile(r"\d{1,2}\s*(?::\d\d|[ap]\.?m\.?)", re.IGNORECASE)
_LAST_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\s+of\s+last\s+month|(\d{1,2})\s+del\s+mes\s+pasado", re.IGNORECASE
)
_LEADING = re.compile(
    r"\b(?:since|from|started|began|on|about|around|it|desde|empez[oó]|el|como|fue)\b",
    re.IGNORECASE,
)


def date(text: str, language: str = "en", now: datetime | None = None) -> str | None:
    """Read a day as an ISO date, not after `now` (the patient's local time), or None.

    A count of days or weeks goes back from `now`; dateparser reads the rest.
    """
    if now is None:
        return None
    named = holiday(text, now.date()) or _of_last_month(text, now.date())
    if named is not None:
        return named.isoformat()
    hours = duration(_CLOCK.sub("", text), language, now)
    if hours is not None:
        return (now - timedelta(hours=hours)).date().isoformat()
    # Imported here: Rasa's environment has no dateparser, and does not read dates.
    import dateparser

    naive = now.replace(tzinfo=None)
    settings = {
        "RELATIVE_BASE": naive,
        "PREFER_DATES_FROM": "past",
        "DATE_ORDER": "MDY",
        "STRICT_PARSING": False,
    }
    cleaned = _LEADING.sub(" ", text).strip(" .,!?")
    if not any(c.isalnum() for c in cleaned):
        return None
    found = dateparser.parse(cleaned, languages=list(languages(language)), settings=settings)
    if found is None or found.date() > naive.date():
        return None
    return str(found.date().isoformat())


def _of_last_month(text: str, today: Date) -> Date | None:
    """Read "the 3rd of last month"."""
    found = _LAST_MONTH.search(text)
    if not found:
        return None
    before = today.replace(day=1) - timedelta(days=1)
    day = int(found[1] or found[2])
    return before.replace(day=day) if 0 < day <= before.day else None
