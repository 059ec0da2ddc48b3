"""The option whose label holds a length of time: "5 days now" is "for 3 days or more"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from afterdose.language.choice import Choice
from afterdose.language.number_words import HOURS

_UNIT = r"(?P<n>\d+)\s*(?P<unit>[a-z]+)"
_BELOW = re.compile(rf"\b(?:less than|under|within)\s+{_UNIT}")
_ABOVE = re.compile(rf"\b(?:over|more than)\s+{_UNIT}|\bfor\s+(?P<m>\d+)\s*(?P<u>[a-z]+) or more")


def lasting(hours: float, options: Sequence[Choice]) -> list[str]:
    """Return the ids of the options that a length of time fits; labels in English tell."""
    return [c.id for c in options if any(_fits(label, hours) for label in c.phrases.get("en", ()))]


def has_lengths(options: Sequence[Choice]) -> bool:
    """Whether at least two options are told apart by a length of time."""
    timed = [c for c in options if any(_bounds(p) for p in c.phrases.get("en", ()))]
    return len(timed) > 1


def _fits(label: str, hours: float) -> bool:
    bounds = _bounds(label)
    return bounds is not None and bounds[0] <= hours < bounds[1]


def _bounds(label: str) -> tuple[float, float] | None:
    below, above = _BELOW.search(label), _ABOVE.search(label)
    if below and below["unit"] in HOURS:
        return 0, int(below["n"]) * HOURS[below["unit"]]
    if above and (above["unit"] or above["u"]) in HOURS:
        return int(above["n"] or above["m"]) * HOURS[above["unit"] or above["u"]], float("inf")
    return None
