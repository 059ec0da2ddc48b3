"""What the checker has to say against a run."""

from __future__ import annotations

from typing import NamedTuple

LOST, TWICE, ORDER, DOUBLED = "lost", "handled twice", "out of order", "doubled"
PAGED, LATE, LEFT = (
    "paged after acknowledgement",
    "timer missed or late",
    "left without a next step",
)
PROMISES = (LOST, TWICE, ORDER, DOUBLED, PAGED, LATE, LEFT)


class Finding(NamedTuple):
    """A broken promise: which one, what exactly, and where to look."""

    promise: str
    what: str
    where: str
