"""Comparing dispositions when a case may not have one yet: uncertainty only moves up."""

from __future__ import annotations

from afterdose.triage import dispositions


def rank(disposition: str | None) -> int:
    """Return 0 for routine up to 3 for emergency; a case without a disposition stands below."""
    return -1 if disposition is None else dispositions.rank(disposition)


def highest(first: str, *others: str | None) -> str:
    """Return the worst of several dispositions."""
    return max((first, *(d for d in others if d is not None)), key=rank)
