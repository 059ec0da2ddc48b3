"""Clock times that say since when: "since 6 this morning", "desde las 11 de la noche"."""

from __future__ import annotations

import re
from datetime import datetime

_WHEN = re.compile(
    r"(?:\b(?:since|from|started|began|at|about|around)\b|\bdesde\b|\bempez[oó]\b|\ba\b)"
    r"\s+(?:(?:at|about|around|like|como|a|l[ao]s?|eso de)\s+)*"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s*(?:o.?clock\s*)?"
    r"(?:in the\s+|de la\s+|por la\s+|del\s+)?"
    r"(?:(?P<am>a\.?m\b\.?|this morning|morning|ma[ñn]ana|madrugada)|"
    r"(?P<pm>p\.?m\b\.?|this afternoon|this evening|afternoon|evening|tonight|last night|at night|"
    r"tarde|noche))",
    re.IGNORECASE,
)
_YESTERDAY = re.compile(r"\b(?:yesterday|last night|ayer|anoche)\b", re.IGNORECASE)
# "Since 8 in the morning on Friday" is read by its day.
_OTHER_DAY = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|"
    r"days?|weeks?|months?|ago|d[ií]as?|semanas?|mes|antier|anteayer|day before)",
    re.IGNORECASE,
)
_DAY = 24
_NOON = 12


def since_clock(text: str, now: datetime | None) -> float | None:
    """Return the hours since a time of day with its half of the day; None without one."""
    found = _WHEN.search(text)
    if found is None or now is None or _OTHER_DAY.search(text):
        return None
    hour = int(found["hour"])
    if not 0 < hour <= _NOON:
        return None
    clock = hour % _NOON + (_NOON if found["pm"] else 0) + int(found["minute"] or 0) / 60
    hours = now.hour + now.minute / 60 - clock
    if _YESTERDAY.search(text):
        return hours + _DAY if hours + _DAY > 0 else None
    return hours if hours >= 0 else hours + _DAY
