"""What the red-flag screen found in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from afterdose.language.concepts import LEVELS, Level
from afterdose.language.reading import Status


@dataclass(frozen=True)
class Finding:
    """A concept that the words tell: `span` is (start, end) in the text as it came.

    `level` is what these words warrant in their context, which may be less than the
    level of the concept: a red flag in a question is a `check`.
    """

    name: str
    span: tuple[int, int]
    status: Status
    level: Level
    area: str
    names_area: bool = True


@dataclass(frozen=True)
class Screening:
    """The verdict on one text."""

    level: Level
    areas: tuple[str, ...]
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data in the shape of the contract, with area and level added."""
        return {
            "level": self.level,
            "areas": list(self.areas),
            "findings": [
                {
                    "name": f.name,
                    "span": list(f.span),
                    "status": f.status,
                    "level": f.level,
                    "area": f.area,
                }
                for f in self.findings
            ],
        }


def areas_of(findings: Iterable[Finding]) -> list[str]:
    """Name the areas that findings speak of, in their order; denied and past ones do not."""
    speaking = ("present", "other_person", "hypothetical")
    return list(dict.fromkeys(f.area for f in findings if f.names_area and f.status in speaking))


def rank(level: Level) -> int:
    """Order levels: none, check, emergency."""
    return LEVELS.index(level)
