"""The four dispositions and their order."""

from __future__ import annotations

from collections.abc import Iterable

DISPOSITIONS = ("routine", "soon", "urgent", "emergency")
EMERGENCY = DISPOSITIONS[-1]


def rank(disposition: str) -> int:
    """Return 0 for routine up to 3 for emergency."""
    return DISPOSITIONS.index(disposition)


def highest(dispositions: Iterable[str]) -> str:
    """Return the highest of several; routine if there is none."""
    return max(dispositions, key=rank, default=DISPOSITIONS[0])


def raised(disposition: str, levels: int, at_most: str = EMERGENCY) -> str:
    """Return the disposition so many levels higher, but never past ``at_most``, never lower."""
    top = max(rank(at_most), rank(disposition))
    return DISPOSITIONS[min(rank(disposition) + levels, top)]
