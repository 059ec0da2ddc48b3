"""The treatment timeline as a picture: infusion, windows of risk, tests, cases, decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from afterdose.console.monitoring import Overdue
from afterdose.console.pages import zone
from afterdose.console.patient_file import PatientFile
from afterdose.triage.schema import Limit

WIDTH, LEFT, RIGHT = 960.0, 118.0, 944.0
LEAST = timedelta(days=60)
# Windows of clinical-basis.md 1.2 and 1.3, counted from the last infusion.
WINDOWS = ("neutropenia_days", "early_platelet_days", "listeria_days", "autoimmune_days")
THINNEST = 5.0
MONTH_STEPS = (1, 2, 3, 6, 12, 24)


@dataclass(frozen=True)
class Bar:
    """A stretch of time."""

    x: float
    width: float
    kind: str  # the window's name, or a disposition
    name: str = ""  # a case's id
    number: int = 0
    begin: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Mark:
    """A moment."""

    x: float
    on: date
    kind: str


@dataclass(frozen=True)
class Picture:
    """What the template draws; all x in the units of its view box."""

    begin: date
    today: date
    now_x: float
    infusion: Mark | None
    windows: list[Bar] = field(default_factory=list)
    samples: list[Mark] = field(default_factory=list)
    late: list[Bar] = field(default_factory=list)
    cases: list[Bar] = field(default_factory=list)
    decisions: list[Mark] = field(default_factory=list)
    months: list[tuple[float, str]] = field(default_factory=list)


def picture(file: PatientFile, late: list[Overdue], limits: Mapping[str, Limit]) -> Picture:
    """Lay the timeline out from the last infusion, or whatever came first, to today."""
    where = zone(file.patient.time_zone)
    today = file.read_at.astimezone(where).date()
    infusion = file.patient.last_infusion_on

    def day(moment: datetime) -> date:
        return moment.astimezone(where).date()

    known = [today - LEAST, *(lab.taken_on for lab in file.labs)]
    known += [day(case.opened_at) for case in file.cases]
    known += [infusion] if infusion and infusion <= today else []
    begin = min(known)
    days = max((today - begin).days, 1)
    now_x = RIGHT - 8

    def x(on: date) -> float:
        return LEFT + (now_x - LEFT) * min(max((on - begin).days, 0), days) / days

    def bar(first: date, last: date, kind: str, name: str = "", number: int = 0) -> Bar:
        width = max(x(last) - x(first), THINNEST)
        return Bar(min(x(first), now_x - width), width, kind, name, number, first, last)

    past = infusion is not None and infusion <= today
    return Picture(
        begin=begin,
        today=today,
        now_x=now_x,
        infusion=Mark(x(infusion), infusion, "infusion") if infusion and past else None,
        windows=[
            bar(infusion, infusion + timedelta(days=int(limits[name].value)), name)
            for name in WINDOWS
            if infusion and past and name in limits
        ],
        samples=[Mark(x(on), on, "sample") for on in sorted({lab.taken_on for lab in file.labs})],
        late=[bar(test.due_on, today, test.test) for test in late if test.due_on],
        cases=[
            bar(
                day(case.opened_at),
                day(case.closed_at or file.read_at),
                case.disposition or "routine",
                case.id,
                case.number,
            )
            for case in reversed(file.cases)
        ],
        decisions=[
            Mark(x(day(made.decided_at)), day(made.decided_at), made.disposition)
            for made in file.decisions
        ],
        months=_months(begin, today, x),
    )


def _months(begin: date, today: date, x: Callable[[date], float]) -> list[tuple[float, str]]:
    whole = (today.year - begin.year) * 12 + today.month - begin.month
    step = next((step for step in MONTH_STEPS if whole / step <= 8), MONTH_STEPS[-1])
    found = []
    for count in range(0, whole + 1, step):
        month = begin.month - 1 + count
        first = date(begin.year + month // 12, month % 12 + 1, 1)
        if begin <= first <= today:
            found.append((x(first), first.strftime("%Y-%m")))
    return found
