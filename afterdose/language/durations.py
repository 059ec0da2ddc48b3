"""Lengths of time: "2 days", "since tues", "half an hour"."""

from __future__ import annotations

import re
from datetime import datetime

from afterdose.language.clocks import since_clock
from afterdose.language.normalise import Token
from afterdose.language.number_words import HALVES, HOURS, UNITS, VAGUE, number_at
from afterdose.language.phrases import languages, tokens_of
from afterdose.language.plain_numbers import number

_WORD = re.compile(r"[^\W\d_]+")
_SECONDS = {"seconds", "second", "segundos", "segundo"}
# Named moments, as hours before now where the clock does not matter.
_NOW = {"now", "ahora", "ahorita", "just", "recien"}
_DAYS = {
    "monday": 0, "mon": 0, "lunes": 0, "tuesday": 1, "tues": 1, "tue": 1, "martes": 1,
    "wednesday": 2, "wed": 2, "weds": 2, "miercoles": 2, "thursday": 3, "thurs": 3, "thu": 3,
    "thur": 3, "jueves": 3, "friday": 4, "fri": 4, "viernes": 4, "saturday": 5, "sat": 5,
    "sabado": 5, "sunday": 6, "sun": 6, "domingo": 6,
}  # fmt: skip
# The hour at which a part of the day began, for "since this morning".
_PARTS = {
    "morning": 8, "noon": 12, "afternoon": 13, "evening": 18, "tonight": 18, "midnight": 0,
    "lunch": 12, "breakfast": 8, "dinner": 18, "manana": 8, "mediodia": 12, "tarde": 13,
}  # fmt: skip
_LAST_NIGHT = 21
_DAY_BEFORE = (["day", "before"], ["antes", "de"])


def duration(
    text: str, language: str = "en", now: datetime | None = None, unit: str | None = None
) -> float | None:
    """Read a length of time in hours, the longest one said; None when it cannot be told.

    `now` is the patient's local time; without it "since Tuesday" is unclear. `unit` (such as
    "hours") is what a number alone counts, where the question leaves no doubt about it.
    """
    clock = since_clock(text, now)
    if clock is not None:
        return round(clock, 2)
    for one in languages(language):
        _, tokens = tokens_of(text, one)
        spans = [*_counted(tokens), *_since([t.text for t in tokens], now)]
        if spans:
            return round(float(max(spans)), 2)
    bare = number(text, language) if unit is not None else None
    return None if bare is None or unit is None else bare * HOURS[unit]


def only_unit(example: str) -> str | None:
    """Return the one unit that an example answer counts in: "20 hours" counts hours."""
    units = [w for w in _WORD.findall(example.casefold()) if w in HOURS and len(w) > 1]
    return units[0] if len({HOURS[u] for u in units}) == 1 else None


def _counted(tokens: list[Token]) -> list[float]:
    texts = [t.text for t in tokens]
    found: list[float] = []
    for at, word in enumerate(texts):
        if word in _SECONDS:
            found.append(1 / 60)
        if word not in HOURS or texts[at + 1 : at + 3] == ["before", "yesterday"]:
            continue
        half = texts[at + 1 : at + 3] in (["and", "half"], ["y", "media"], ["y", "medio"])
        half = half or texts[at + 1 : at + 4] == ["and", "a", "half"]
        count = _count_before(tokens, texts, at)
        if count is None and half:
            count = 1.0
        if count is not None:
            found.append((count + (0.5 if half else 0)) * HOURS[word])
    return found


def _count_before(tokens: list[Token], texts: list[str], at: int) -> float | None:
    before = [w for w in texts[max(0, at - 4) : at] if w not in ("of", "de", "about", "like")]
    for start in range(max(0, at - 5), at):
        value, length = number_at(tokens, start)
        if value is not None and start + length == at:
            return value
    if before and (before[-1] in HALVES or before[-2:] in (["half", "a"], ["half", "an"])):
        return 0.5
    if before and before[-1] in VAGUE:
        return VAGUE[before[-1]]
    if before and (
        before[-1] in ("a", "an", "all", "whole", "the", "todo", "el", "toda", "la")
        or before[-1] in UNITS
    ):
        return 1.0
    return None


def _since(texts: list[str], now: datetime | None) -> list[float]:
    found: list[float] = []
    pairs = list(zip(texts, [*texts[1:], ""], strict=False))
    for n, (word, following) in enumerate(pairs):
        if word in ("yesterday", "ayer") and texts[max(0, n - 2) : n] in _DAY_BEFORE:
            found.append(48.0)
        elif word in ("yesterday", "ayer"):
            found.append(24.0)
        elif word in ("anteayer", "antier"):
            found.append(48.0)
        elif (word, following) in (("last", "night"), ("anoche", following)):
            found.append(_hours_since(now, _LAST_NIGHT, days=1) if now else 12.0)
        elif (word, following) == ("last", "week") or (word, following) == ("semana", "pasada"):
            found.append(7 * 24.0)
        elif word in ("today", "hoy") and any(w in _PARTS for w in texts):
            continue  # "since noon today": the part of the day says more
        elif word in ("today", "hoy", *_PARTS) and now is not None:
            if word not in ("manana",) or (n and pairs[n - 1][0] in ("la", "esta")):
                found.append(_hours_since(now, _PARTS.get(word, 6)))
        elif word in _DAYS and now is not None:
            days = (now.weekday() - _DAYS[word]) % 7 or 7
            found.append(days * 24.0)
        elif word in _NOW and len(texts) <= 4:
            found.append(0.0)
    return found


def _hours_since(now: datetime, hour: int, days: int = 0) -> float:
    hours = now.hour + now.minute / 60 - hour + 24 * days
    return hours if hours >= 0 else hours + 24
