"""Laboratory values over time against the levels at which somebody has to act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from afterdose.records.models import LabResult
from afterdose.triage.schema import Limit

WIDTH, HEIGHT = 320.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 38.0, 312.0, 10.0, 128.0
# Which limits of data/protocols/shared are levels at which somebody acts (clinical-basis.md 1.4);
# others of similar names are falls, rises or the range of what is normal.
LEVELS = {
    "platelets": ("platelets_low", "platelets_very_low", "platelets_critical"),
    "neutrophils": ("neutrophils_low",),
    "creatinine": ("creatinine_ratio",),
    "urine_rbc": ("urine_blood",),
    "urine_protein": ("urine_protein",),
    "tsh": ("tsh_low", "tsh_high"),
    "alt": ("alt_high",),
    "bilirubin": ("bilirubin_high",),
}
TIMES_BASELINE = "times the baseline"


@dataclass(frozen=True)
class Level:
    """One action level: where it lies and what it means."""

    value: float
    y: float
    meaning: str


@dataclass(frozen=True)
class Point:
    """One value of one day, and where it lies in the drawing."""

    on: date
    value: float
    x: float
    y: float


@dataclass(frozen=True)
class Plot:
    """One test of one unit."""

    test: str
    unit: str
    points: list[Point]
    levels: list[Level]
    ticks: list[tuple[float, str]]  # y and its figure

    @property
    def last(self) -> Point:
        """The newest value."""
        return self.points[-1]

    @property
    def path(self) -> str:
        """The line through the points, as SVG reads it."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


def plots(labs: list[LabResult], today: date, limits: Mapping[str, Limit]) -> list[Plot]:
    """Draw every test that was ever taken, all on the same span of days."""
    if not labs:
        return []
    begin = min(lab.taken_on for lab in labs)
    ordered = sorted(labs, key=lambda lab: (lab.test, lab.unit, lab.taken_on))
    return [
        _plot(test, unit, list(rows), (begin, today), limits)
        for (test, unit), rows in groupby(ordered, key=lambda lab: (lab.test, lab.unit))
    ]


def _plot(
    test: str,
    unit: str,
    rows: list[LabResult],
    window: tuple[date, date],
    limits: Mapping[str, Limit],
) -> Plot:
    values = [float(row.value) for row in rows]
    levels = _levels(test, unit, values[0], limits)
    top = max([*values, *(value for value, _ in levels)]) * 1.1 or 1.0
    days = max((window[1] - window[0]).days, 1)

    def x(on: date) -> float:
        return LEFT + (RIGHT - LEFT) * (on - window[0]).days / days

    def y(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * value / top

    return Plot(
        test,
        unit,
        [
            Point(row.taken_on, value, x(row.taken_on), y(value))
            for row, value in zip(rows, values, strict=True)
        ],
        [Level(value, y(value), meaning) for value, meaning in levels],
        [(y(value), f"{value:.3g}") for value in (0, top / 2, top)],
    )


def _levels(
    test: str, unit: str, baseline: float, limits: Mapping[str, Limit]
) -> list[tuple[float, str]]:
    found = []
    for name in LEVELS.get(test, ()):
        limit = limits.get(name)
        if limit is not None and limit.unit == unit:
            found.append((limit.value, limit.meaning))
        elif limit is not None and limit.unit == TIMES_BASELINE:
            found.append((limit.value * baseline, limit.meaning))
    return sorted(found, reverse=True)
