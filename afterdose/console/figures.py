"""What the care team's weeks look like in figures: alerts, times, outcomes, texts, answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.console import figures_counts as counts
from afterdose.console.figures_counts import WEEK, Burden
from afterdose.evaluation.rates import Rate, rate
from afterdose.records.models import Escalation

SPANS = (4, 12, 26, 52)
DISPOSITIONS = ("emergency", "urgent", "soon")
# Outcomes that mean that somebody of the team, or of an emergency department, had the patient.
CONTACT = ("spoke", "sent-to-ed", "seen")


Waited = tuple[int, datetime, datetime | None]
"""An escalation's week, when it was opened, and when it was done, if it was."""


@dataclass(frozen=True)
class Times:
    """How long something took: by week, and over all weeks."""

    disposition: str
    weeks: list[list[timedelta]]
    limit: timedelta  # of data/escalation.yml
    overdue: int  # not done, and the limit is over

    @property
    def all(self) -> list[timedelta]:
        """Every time."""
        return [one for week in self.weeks for one in week]

    @property
    def in_time(self) -> Rate:
        """Tell how many stayed within the limit; what is overdue did not."""
        return rate([*(one <= self.limit for one in self.all), *[False] * self.overdue])


@dataclass(frozen=True)
class Figures:
    """Everything that the page shows; each list holds a value per week, the oldest first."""

    begins: list[datetime]
    pages: list[int]
    on_call: list[int]  # people with a shift in the week
    burden: list[Burden]
    acknowledged: list[Times]
    contacted: list[Times]
    outcomes: dict[str, Counter[str]]  # disposition to outcome or state to number
    texts: list[Rate]  # undelivered of those sent to patients
    unclear: dict[str, list[Rate]]  # language to: not understood of the answers
    cases: Counter[str]  # disposition to cases
    escalated: Rate  # cases that called somebody

    @property
    def pages_each(self) -> list[float | None]:
        """Pages per person on call, None for a week with nobody on the rota."""
        return [n / of if of else None for n, of in zip(self.pages, self.on_call, strict=True)]


def middle(times: Sequence[timedelta]) -> timedelta | None:
    """Return the median."""
    return timedelta(seconds=median(one.total_seconds() for one in times)) if times else None


def slowest(times: Sequence[timedelta]) -> timedelta | None:
    """Return the time within which nine of ten stayed (interpolated between neighbours)."""
    if len(times) < 2:
        return times[0] if times else None
    seconds = quantiles([one.total_seconds() for one in times], n=10, method="inclusive")
    return timedelta(seconds=seconds[8])


def whole(rates: Iterable[Rate]) -> Rate:
    """Add the rates of several weeks up."""
    listed = list(rates)
    return Rate(sum(one.hits for one in listed), sum(one.of for one in listed))


def mondays(now: datetime, weeks: int) -> list[datetime]:
    """Return when each week begins, UTC; the last one is the running week."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=now.weekday())
    return [monday - WEEK * back for back in reversed(range(weeks))]


def figures(
    records: Session,
    now: datetime,
    weeks: int,
    limits: dict[str, tuple[timedelta, timedelta]],
) -> Figures:
    """Count the last weeks; ``limits``: by disposition, to acknowledge and to reach the patient."""
    begins = mondays(now, weeks)
    rows = records.execute(
        select(
            Escalation.disposition,
            Escalation.opened_at,
            Escalation.acknowledged_at,
            Escalation.closed_at,
            Escalation.outcome,
            Escalation.state,
        ).where(Escalation.opened_at >= begins[0])
    ).all()
    outcomes: dict[str, Counter[str]] = {name: Counter() for name in DISPOSITIONS}
    taken: dict[str, list[Waited]] = {name: [] for name in DISPOSITIONS}
    reached: dict[str, list[Waited]] = {name: [] for name in DISPOSITIONS}
    for disposition, opened, acknowledged, closed, outcome, state in rows:
        outcomes.setdefault(disposition, Counter())[outcome or state] += 1
        if outcome != "wrong-person" and disposition in taken:
            week = _week(begins, opened)
            taken[disposition].append((week, opened, acknowledged))
            reached[disposition].append((week, opened, closed if outcome in CONTACT else None))
    pages = counts.pages(records, begins)
    return Figures(
        begins=begins,
        pages=[sum(one.weeks[at] for one in pages) for at in range(weeks)],
        on_call=counts.on_call(records, begins),
        burden=pages,
        acknowledged=[
            _times(taken[name], weeks, now, name, limits[name][0]) for name in DISPOSITIONS
        ],
        contacted=[
            _times(reached[name], weeks, now, name, limits[name][1]) for name in DISPOSITIONS
        ],
        outcomes=outcomes,
        texts=counts.texts(records, begins),
        unclear=counts.unclear(records, begins),
        cases=counts.cases(records, begins),
        escalated=counts.escalated(records, begins),
    )


def _week(begins: list[datetime], moment: datetime) -> int:
    return min((moment - begins[0]).days // WEEK.days, len(begins) - 1)


def _times(
    alerts: Sequence[Waited], weeks: int, now: datetime, disposition: str, limit: timedelta
) -> Times:
    took: list[list[timedelta]] = [[] for _ in range(weeks)]
    overdue = 0
    for week, opened, done in alerts:
        if done is not None:
            took[week].append(done - opened)
        elif now - opened > limit:
            overdue += 1
    return Times(disposition, took, limit, overdue)
