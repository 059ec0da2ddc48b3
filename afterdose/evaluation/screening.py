"""How the red-flag screen did on the texts of one part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from afterdose.evaluation.rates import Rate, rate
from afterdose.evaluation.records import Record
from afterdose.evaluation.sets import Labelled
from afterdose.language.concepts import LEVELS
from afterdose.language.second_reading import NAME as SECOND_READING

Verdict = Literal["right", "missed", "asked", "unasked", "false emergency", "false check"]

MEANINGS: dict[Verdict, str] = {
    "missed": "an emergency read as none",
    "asked": "an emergency read as check: the red-flag question comes first",
    "false emergency": "no emergency, read as one",
    "unasked": "a check read as none",
    "false check": "none, read as check",
}
"""What went wrong, worst first."""

FIELDS = ("language", "polarity", "kind", "style")


@dataclass(frozen=True)
class Screened:
    """A labelled text and what the screen made of it; `seconds` of processor time."""

    item: Labelled
    result: Record
    seconds: float

    @property
    def level(self) -> str:
        """The level that the screen gave."""
        return str(self.result["level"])

    @property
    def expected(self) -> str:
        """The level on the label."""
        return str(self.item.expected["level"])

    @property
    def seen(self) -> bool:
        """Whether the screen gave at least `check`."""
        return self.level != "none"

    @property
    def by_meaning(self) -> bool:
        """Whether the second, statistical reading alone made it a `check`."""
        return any(f["name"] == SECOND_READING for f in self.result["findings"])

    @property
    def verdict(self) -> Verdict:
        """What became of the text; `also` lists further levels that are right."""
        if self.level in (self.expected, *self.item.expected.get("also", ())):
            return "right"
        if self.expected == "emergency":
            return "asked" if self.seen else "missed"
        if self.level == "emergency":
            return "false emergency"
        return "false check" if self.seen else "unasked"


def rates(texts: Sequence[Screened]) -> dict[str, Rate]:
    """Count what matters; see the page for what each name means."""
    emergencies = [t for t in texts if t.expected == "emergency"]
    others = [t for t in texts if t.expected != "emergency"]
    nones = [t for t in texts if t.expected == "none"]
    return {
        "emergency_seen": rate(t.seen for t in emergencies),
        "emergency_called": rate(t.level == "emergency" for t in emergencies),
        "others_called": rate(t.verdict == "false emergency" for t in others),
        "none_raised": rate(t.verdict in ("false emergency", "false check") for t in nones),
        "others_raised": rate(t.seen for t in others),
        "check_seen": rate(t.seen for t in texts if t.expected == "check"),
        "right": rate(t.verdict == "right" for t in texts),
    }


def figures(texts: Sequence[Screened]) -> dict[str, Any]:
    """Return all figures of these texts as plain data; misses kept apart have no words."""
    return {
        "texts": len(texts),
        "rates": _json(rates(texts)),
        "by_meaning": {
            level: rate(t.by_meaning for t in texts if t.expected == level).to_json()
            for level in LEVELS[::-1]
        },
        "confusion": confusion((t.expected, t.level) for t in texts),
        "by": {
            **{field: _by((t.item.told(field), t) for t in texts) for field in FIELDS},
            "area": _by((area, t) for t in texts for area in t.item.expected.get("areas") or ["-"]),
        },
        "misses": [
            {
                "id": t.item.id,
                "verdict": t.verdict,
                "expected": t.expected,
                "level": t.level,
                "language": t.item.told("language"),
                "text": None if t.item.apart else t.item.text,
                "findings": [] if t.item.apart else t.result["findings"],
            }
            for verdict in MEANINGS
            for t in texts
            if t.verdict == verdict
        ],
    }


def confusion(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Count expected level → given level."""
    counts = Counter(pairs)
    order = LEVELS[::-1]
    return {one: {other: counts[one, other] for other in order} for one in order}


def _by(texts: Iterable[tuple[str, Screened]]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Screened]] = {}
    for value, text in texts:
        groups.setdefault(value, []).append(text)
    return {
        value: {"texts": len(group), "rates": _json(rates(group))}
        for value, group in sorted(groups.items())
    }


def _json(counted: dict[str, Rate]) -> dict[str, Any]:
    return {name: one.to_json() for name, one in counted.items()}
