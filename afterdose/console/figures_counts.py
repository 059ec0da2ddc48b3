"""Counting weeks in the records, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    SQLColumnExpression,
    and_,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from afterdose.evaluation.rates import Rate
from afterdose.records.columns import UtcDateTime
from afterdose.records.models import (
    Answer,
    Case,
    CaseEvent,
    Clinician,
    Escalation,
    OutboundMessage,
    Page,
    Patient,
    Shift,
)

WEEK = timedelta(days=7)
FAILED = ("failed", "undelivered")


@dataclass(frozen=True)
class Burden:
    """The pages of one clinician by week."""

    name: str
    weeks: list[int]


def pages(records: Session, begins: list[datetime]) -> list[Burden]:
    """Count each clinician's pages by week, whoever got most first."""
    week = _weeks(tuple(begins))
    rows = records.execute(
        select(Page.clinician_id, week.c.number, func.count())
        .join_from(week, Page, _within(week, Page.created_at))
        .group_by(Page.clinician_id, week.c.number)
    )
    counted: dict[str, list[int]] = defaultdict(lambda: [0] * len(begins))
    for clinician_id, at, number in rows:
        counted[clinician_id][at] = number
    names = records.execute(
        select(Clinician.id, Clinician.name).where(Clinician.id.in_(list(counted)))
    )
    found = [Burden(name, counted[clinician_id]) for clinician_id, name in names]
    return sorted(found, key=lambda one: (-sum(one.weeks), one.name))


def on_call(records: Session, begins: list[datetime]) -> list[int]:
    """Count who had a shift, by week."""
    rows = records.execute(
        select(Shift.clinician_id, Shift.starts_at, Shift.ends_at).where(
            Shift.ends_at > begins[0], Shift.starts_at < begins[-1] + WEEK
        )
    ).all()
    return [
        len({row[0] for row in rows if row[1] < begin + WEEK and row[2] > begin})
        for begin in begins
    ]


def texts(records: Session, begins: list[datetime]) -> list[Rate]:
    """Count the texts to patients that did not arrive, by week."""
    week = _weeks(tuple(begins))
    rows = records.execute(
        select(week.c.number, OutboundMessage.state, func.count())
        .join_from(week, OutboundMessage, _within(week, OutboundMessage.created_at))
        .where(OutboundMessage.patient_id.is_not(None), OutboundMessage.state != "moot")
        .group_by(week.c.number, OutboundMessage.state)
    )
    sent, failed = [0] * len(begins), [0] * len(begins)
    for at, state, number in rows:
        sent[at] += number
        failed[at] += number if state in FAILED else 0
    return [Rate(*one) for one in zip(failed, sent, strict=True)]


def unclear(records: Session, begins: list[datetime]) -> dict[str, list[Rate]]:
    """Count the answers that were not understood, by language and week."""

    def counted(model: type[Any], column: Any, condition: Any) -> dict[tuple[str, int], int]:
        # Grouped before the join, and by more than a bare column: else SQLite begins with all
        # patients, or goes through all rows by case, and not through those of the weeks.
        case_id = model.case_id.concat("").label("case_id")
        week = _weeks(tuple(begins))
        rows = (
            select(case_id, week.c.number.label("week"), func.count().label("n"))
            .join_from(week, model, _within(week, column))
            .where(condition)
            .group_by(case_id, "week")
            .subquery()
        )
        summed = records.execute(
            select(Patient.language, rows.c.week, func.sum(rows.c.n))
            .select_from(rows)
            .join(Case, Case.id == rows.c.case_id)
            .join(Patient, Patient.id == Case.patient_id)
            .group_by(Patient.language, rows.c.week)
        )
        return {(language, at): int(number) for language, at, number in summed}

    missed = counted(CaseEvent, CaseEvent.at, CaseEvent.kind == "unclear")
    read = counted(Answer, Answer.answered_at, Answer.status.in_(("given", "corrected")))
    languages = sorted({language for language, _ in [*missed, *read]})
    weeks = range(len(begins))
    return {
        language: [
            Rate(
                missed.get((language, at), 0),
                missed.get((language, at), 0) + read.get((language, at), 0),
            )
            for at in weeks
        ]
        for language in languages
    }


def cases(records: Session, begins: list[datetime]) -> Counter[str]:
    """Count the cases by disposition; the empty one is not decided yet."""
    rows = records.execute(
        select(Case.disposition, func.count())
        .where(Case.opened_at >= begins[0])
        .group_by(Case.disposition)
    )
    return Counter({disposition or "": number for disposition, number in rows})


def escalated(records: Session, begins: list[datetime]) -> Rate:
    """Count the cases that called somebody of the team."""
    called = (
        select(func.count())
        .select_from(Case)
        .where(Case.opened_at >= begins[0], exists().where(Escalation.case_id == Case.id))
    )
    cases = select(func.count()).select_from(Case).where(Case.opened_at >= begins[0])
    return Rate(records.scalar(called) or 0, records.scalar(cases) or 0)


@lru_cache(maxsize=8)
def _weeks(begins: tuple[datetime, ...]) -> CTE:
    """Give the weeks as rows: from each, an index leads to what lies in it.

    Asked row by row in which week it lies, the page of a year took 325 ms. Kept, since making
    a hundred values costs milliseconds.
    """
    moment = UtcDateTime()
    return union_all(
        *(
            select(
                literal(number).label("number"),
                literal(begin, moment).label("begin"),
                literal(begin + WEEK, moment).label("end"),
            )
            for number, begin in enumerate(begins)
        )
    ).cte("week")


def _within(week: CTE, column: SQLColumnExpression[datetime]) -> ColumnElement[bool]:
    return and_(column >= week.c.begin, column < week.c.end)
