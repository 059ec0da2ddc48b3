"""Days that have a name: "on Halloween", "en Nochebuena"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from afterdose.language.folding import fold

_THURSDAY = 3
_FIXED = {
    "halloween": (10, 31), "christmas eve": (12, 24), "xmas eve": (12, 24), "christmas": (12, 25),
    "xmas": (12, 25), "new years eve": (12, 31), "new years": (1, 1), "new year": (1, 1),
    "valentines": (2, 14), "st patricks": (3, 17), "fourth of july": (7, 4), "4th of july": (7, 4),
    "july 4th": (7, 4), "independence day": (7, 4), "nochebuena": (12, 24), "navidad": (12, 25),
    "ano nuevo": (1, 1), "dia de muertos": (11, 2), "dia de los muertos": (11, 2),
    "dia de reyes": (1, 6), "san valentin": (2, 14), "cuatro de julio": (7, 4),
}  # fmt: skip
_NAME = re.compile("|".join(sorted((*_FIXED, "thanksgiving", "accion de gracias"), key=len)[::-1]))
_AWAY = re.compile(r"(before|after|around|since before|antes|despues|weekend|week)")


def holiday(text: str, today: date) -> date | None:
    """Return the last day of a name not after today; None without one, or near one only."""
    plain = " ".join(fold(word) for word in text.split())
    found = _NAME.search(plain)
    if not found or _AWAY.search(plain):
        return None
    this_year = _day(found.group(), today.year)
    return this_year if this_year <= today else _day(found.group(), today.year - 1)


def _day(name: str, year: int) -> date:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    first = date(year, 11, 1)
    return first + timedelta(days=(_THURSDAY - first.weekday()) % 7 + 21)
