"""Days that patients name: "since tues", "3/4", "hace dos días"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date as Date
from datetime import datetime, timedelta

from afterdose.language.durations import duration
from afterdose.language.holidays import holiday
from afterdose.language.phrases import languages

MOST_MONTHS = 3
"""Months to look back for a day that is named by its number alone."""
_CLOCK = re.compile(r"\d{1,2}\s*(?::\d\d|[ap]\.?m\.?)", re.IGNORECASE)
_LAST_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\s+of\s+last\s+month|(\d{1,2})\s+del\s+mes\s+pasado", re.IGNORECASE
)
# "the 9th", "el día 9": the last day of that number.
_DAY = re.compile(
    r"(?:on\s+)?the\s+(\d{1,2})(?:st|nd|rd|th)|(\d{1,2})(?:st|nd|rd|th)|el\s+(?:d[ií]a\s+)?(\d{1,2})",
    re.IGNORECASE,
)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
    r"|sep?tiembre|octubre|noviembre|diciembre)\b\.?"
)
# "maybe may 3 days ago" counts days.
_DAY_OF = (
    r"\d{1,2}(?:st|nd|rd|th)?(?!\w)"
    r"(?!\s*(?:days?|weeks?|months?|hours?|d[ií]as?|semanas?|meses|horas?))"
)
_IN_MONTH = re.compile(
    rf"\b(?:{_MONTHS}\s+{_DAY_OF}|{_DAY_OF}\s+(?:of\s+|de\s+)?{_MONTHS})"
    r"(?:,?\s+(?:de\s+|del\s+)?20\d\d)?",
    re.IGNORECASE,
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
    today = now.date()
    named = holiday(text, today) or _of_last_month(text, today)
    if named is None and (number := _DAY.fullmatch(text.strip(" .,!?"))):
        named = _last_of_number(int(number[1] or number[2] or number[3]), today)
        return None if named is None else named.isoformat()
    if named is not None:
        return named.isoformat()
    # "it was my daughter's birthday, October 12th": one day among other words.
    days = _IN_MONTH.findall(text)
    hours = duration(_CLOCK.sub("", text), language, now) if len(days) != 1 else None
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
    cleaned = days[0] if len(days) == 1 else _LEADING.sub(" ", text).strip(" .,!?")
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


def _last_of_number(day: int, today: Date) -> Date | None:
    """Read "on the 9th" as the last ninth day of a month, today included."""
    first = today.replace(day=1)
    for _ in range(MOST_MONTHS):
        if 0 < day <= monthrange(first.year, first.month)[1] and first.replace(day=day) <= today:
            return first.replace(day=day)
        first = (first - timedelta(days=1)).replace(day=1)
    return None
