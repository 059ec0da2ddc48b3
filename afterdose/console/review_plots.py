"""Too low and too high by month, with their intervals, as SVG geometry of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from afterdose.console.review_agreement import Month

WIDTH, HEIGHT = 320.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 38.0, 306.0, 10.0, 124.0
# ODISSEE 2022, protocol-based self-triage, 750 runs: under-triage 1.9 %, over-triage 12.5 %
# (clinical-basis.md 5, [ODI22]).
YARDSTICKS = {"too_low": 0.019, "too_high": 0.125}


@dataclass(frozen=True)
class Whisker:
    """One month: its share, and the ends of its interval."""

    month: Month
    share: float
    x: float
    y: float
    low_y: float
    high_y: float


@dataclass(frozen=True)
class SharePlot:
    """One share over the months."""

    kind: str  # too_low, too_high
    whiskers: list[Whisker]
    yardstick: float
    yardstick_y: float
    ticks: list[tuple[float, str]]


def plots(months: Sequence[Month]) -> list[SharePlot]:
    """Draw both shares, on one scale each that holds the widest interval."""
    return [_plot(kind, months) for kind in YARDSTICKS] if months else []


def _plot(kind: str, months: Sequence[Month]) -> SharePlot:
    rates = [month.too_low if kind == "too_low" else month.too_high for month in months]
    top = max(YARDSTICKS[kind] * 2, *(rate.interval[1] for rate in rates if rate.interval))

    def y(share: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * share / top

    step = (RIGHT - LEFT) / len(months)
    whiskers = [
        Whisker(
            month,
            rate.share,
            LEFT + step * (number + 0.5),
            y(rate.share),
            y(rate.interval[0]),
            y(rate.interval[1]),
        )
        for number, (month, rate) in enumerate(zip(months, rates, strict=True))
        if rate.share is not None and rate.interval is not None
    ]
    return SharePlot(
        kind,
        whiskers,
        YARDSTICKS[kind],
        y(YARDSTICKS[kind]),
        [(y(share), f"{share:.0%}") for share in (0, top / 2, top)],
    )
