"""The weeks of the figures as lines, in SVG geometry of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from afterdose.console.figures import Figures, Times, middle, slowest

WIDTH, HEIGHT = 320.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 38.0, 306.0, 10.0, 124.0
LONG = timedelta(hours=3)  # from here on an axis counts hours


@dataclass(frozen=True)
class Dot:
    """The value of one week."""

    begin: datetime
    value: float
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """One series; weeks without a value break it."""

    name: str
    stretches: list[list[Dot]]

    @property
    def dots(self) -> list[Dot]:
        """All dots."""
        return [dot for stretch in self.stretches for dot in stretch]

    @property
    def paths(self) -> list[str]:
        """The stretches as SVG reads them."""
        return [" ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in one) for one in self.stretches]


@dataclass(frozen=True)
class WeekPlot:
    """Some series over the weeks; ``yardstick`` is a value and its y, if there is one."""

    key: str
    unit: str
    lines: list[Line]
    ticks: list[tuple[float, str]]
    begins: list[datetime]
    yardstick: tuple[float, float] | None = None


def weekly(
    key: str,
    unit: str,
    begins: list[datetime],
    series: Mapping[str, Sequence[float | None]],
    yardstick: float | None = None,
) -> WeekPlot | None:
    """Draw series of one value a week on one scale; None when no week has a value."""
    known = [value for values in series.values() for value in values if value is not None]
    if not known:
        return None
    top = max([*known, yardstick or 0.0]) * 1.1 or 1.0
    step = (RIGHT - LEFT) / max(len(begins) - 1, 1)

    def y(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * value / top

    def line(name: str, values: Sequence[float | None]) -> Line:
        stretches: list[list[Dot]] = [[]]
        for at, (begin, value) in enumerate(zip(begins, values, strict=True)):
            if value is None:
                stretches.append([])
            else:
                stretches[-1].append(Dot(begin, value, LEFT + step * at, y(value)))
        return Line(name, [stretch for stretch in stretches if stretch])

    return WeekPlot(
        key,
        unit,
        [line(name, values) for name, values in series.items()],
        [(y(value), f"{value:.3g}") for value in (0, top / 2, top)],
        begins,
        (yardstick, y(yardstick)) if yardstick is not None else None,
    )


def took(key: str, times: Times, begins: list[datetime]) -> WeekPlot | None:
    """Draw median and 90th percentile of a time, against its limit."""
    unit, length = ("h", 3600.0) if times.limit >= LONG else ("min", 60.0)

    def plain(time: timedelta | None) -> float | None:
        return None if time is None else time.total_seconds() / length

    return weekly(
        f"{key}.{times.disposition}",
        unit,
        begins,
        {
            "median": [plain(middle(week)) for week in times.weeks],
            "p90": [plain(slowest(week)) for week in times.weeks],
        },
        plain(times.limit),
    )


def plots(found: Figures) -> dict[str, list[WeekPlot]]:
    """Draw everything: part of the page to its plots; what has no value is left out."""
    begins = found.begins
    misses = {
        language: [None if rate.share is None else 100 * rate.share for rate in rates]
        for language, rates in found.unclear.items()
    }
    texts = [None if rate.share is None else 100 * rate.share for rate in found.texts]
    drawn = {
        "burden": [weekly("burden", "", begins, {"pages": found.pages_each})],
        "acknowledged": [took("acknowledged", one, begins) for one in found.acknowledged],
        "contacted": [took("contacted", one, begins) for one in found.contacted],
        "texts": [weekly("texts", "%", begins, {"undelivered": texts})],
        "unclear": [weekly("unclear", "%", begins, misses)],
    }
    return {part: [plot for plot in some if plot is not None] for part, some in drawn.items()}
