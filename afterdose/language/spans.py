"""Which of the places found in a text count: the longest, with numbers in bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from afterdose.language.concepts import Concept
from afterdose.language.normalise import Token


def longest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the longest of places that overlap."""
    kept: list[tuple[int, int]] = []
    for first, end in sorted(set(spans), key=lambda s: (s[0] - s[1], s[0])):
        if not any(first < e and f < end for f, e in kept):
            kept.append((first, end))
    return kept


def in_bounds(concept: Concept, tokens: Sequence[Token]) -> bool:
    """Say whether a number among the words keeps to the bounds of a concept, if it has any."""
    if concept.below is None and concept.at_least is None:
        return True
    # "101.2.3" is no number.
    values = [float(t.text) for t in tokens if t.kind == "number" and t.text.count(".") < 2]
    return any(
        (concept.below is None or value < concept.below)
        and (concept.at_least is None or value >= concept.at_least)
        for value in values
    )
