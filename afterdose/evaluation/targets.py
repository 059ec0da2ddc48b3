"""What must be reached, part by part: issue 4, done when 2 and 3."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from afterdose.evaluation.answers import Answered
from afterdose.evaluation.rates import Rate, rate
from afterdose.evaluation.screening import Screened, rates

Reached = Callable[[Rate], bool]
ALL_PARTS = "all parts"


@dataclass(frozen=True)
class Target:
    """A figure, what is wanted of it, and whether it is reached (None: there are no texts)."""

    part: str
    name: str
    wanted: str
    rate: Rate
    reached: Reached

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "part": self.part,
            "name": self.name,
            "wanted": self.wanted,
            **self.rate.to_json(),
            "reached": self.reached(self.rate) if self.rate.of else None,
        }


def targets(
    parts: Sequence[str],
    openings: Sequence[Screened],
    small_talk: Sequence[Screened],
    answers: Sequence[Answered],
) -> list[dict[str, Any]]:
    """Return every target with its figure; small talk counts over all parts together."""
    found = [
        target
        for part in parts
        for target in (
            *_openings(part, rates([t for t in openings if t.item.part == part])),
            *_answers(part, [a for a in answers if a.item.part == part]),
        )
    ]
    return [target.to_json() for target in [*found, *_small_talk(small_talk)] if target.rate.of]


def _openings(part: str, counted: dict[str, Rate]) -> list[Target]:
    return [
        Target(
            part,
            "emergencies that are emergency or check",
            "all",
            counted["emergency_seen"],
            lambda r: r.hits == r.of,
        ),
        Target(
            part,
            "emergencies that are emergency",
            "at least 90 %",
            counted["emergency_called"],
            _at_least(0.9),
        ),
        Target(
            part,
            "others that are emergency",
            "at most 3 %",
            counted["others_called"],
            _at_most(0.03),
        ),
        Target(
            part,
            "texts without a red flag that are check or above",
            "at most 12 %",
            counted["none_raised"],
            _at_most(0.12),
        ),
    ]


def _answers(part: str, answered: Sequence[Answered]) -> list[Target]:
    dangers = [a for a in answered if a.item.record.get("danger") == "yes"]
    return [
        Target(
            part,
            "answers that are right",
            "at least 95 %",
            rate(a.verdict == "right" for a in answered),
            _at_least(0.95),
        ),
        Target(
            part,
            "answers that report danger, read as its opposite",
            "none",
            rate(a.opposite for a in dangers),
            lambda r: r.hits == 0,
        ),
    ]


def _small_talk(talk: Sequence[Screened]) -> list[Target]:
    return [
        Target(
            ALL_PARTS,
            "small talk that is check",
            "at most 1 in 500",
            rate(t.level == "check" for t in talk),
            lambda r: r.hits <= max(1, r.of // 500),
        ),
        Target(
            ALL_PARTS,
            "small talk that is emergency",
            "none",
            rate(t.level == "emergency" for t in talk),
            lambda r: r.hits == 0,
        ),
    ]


def _at_least(share: float) -> Reached:
    return lambda r: r.hits >= share * r.of


def _at_most(share: float) -> Reached:
    return lambda r: r.hits <= share * r.of
