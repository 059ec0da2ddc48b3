"""Conversations to look through again: filters over all cases, and a search by words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import ColumnElement, String, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from afterdose.records import word_search
from afterdose.records.literals import is_one_of
from afterdose.records.models import (
    Answer,
    Case,
    CaseEvent,
    Decision,
    Escalation,
    InboundMessage,
    OutboundMessage,
    Patient,
)
from afterdose.records.models_review import DecisionReview

PAGE = 50
FAILED_TEXTS = ("failed", "undelivered")
FAILURES = ("fail_safe", "given_up", "not_assessed", "page_failed")
# The screen's second reading adds this finding where only the sense of a text, none of its
# words, told of danger.
BY_SENSE_ONLY = "general.second_reading"


@dataclass(frozen=True)
class Wanted:
    """Which cases; an empty field wants all. Days are UTC days of the first text, both included."""

    words: str = ""
    since: date | None = None
    until: date | None = None
    area: str = ""
    disposition: str = ""
    language: str = ""
    trouble: str = ""  # unclear, failure, uncertain
    before: int | None = None  # a case number: the page goes on below it


@dataclass(frozen=True)
class Line:
    """One case of the list; no name, since a reviewer needs none."""

    case_id: str
    number: int
    opened_at: datetime
    areas: tuple[str, ...]
    disposition: str | None
    language: str
    unclear: int  # answers that were not understood
    marks: int  # readings of its decisions


@dataclass(frozen=True)
class Found:
    """One page of the list."""

    lines: list[Line]
    older: int | None  # below which number the next page goes on
    no_word: bool = False  # the search held only words that nobody looks for


def find(records: Session, wanted: Wanted) -> Found:
    """Find cases, the newest first, in three queries whatever there is."""
    searched = word_search.hold(records, wanted.words)
    if wanted.words.strip() and searched is None:
        return Found([], None, no_word=True)
    query = (
        select(Case, Patient.language)
        .join(Patient, Patient.id == Case.patient_id)
        .where(*_conditions(wanted))
        .order_by(Case.number.desc())
        .limit(PAGE + 1)
    )
    if searched is not None:
        query = query.where(*searched)
    rows = records.execute(query).all()
    shown = rows[:PAGE]
    counts = _counts(records, [case.id for case, _ in shown])
    lines = [
        Line(
            case.id,
            case.number,
            case.opened_at,
            tuple(case.areas),
            case.disposition,
            language,
            *counts.get(case.id, (0, 0)),
        )
        for case, language in shown
    ]
    return Found(lines, lines[-1].number if len(rows) > PAGE else None)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since:
        found.append(Case.opened_at >= _midnight(wanted.since))
    if wanted.until:
        found.append(Case.opened_at < _midnight(wanted.until + timedelta(days=1)))
    if wanted.area:
        found.append(cast(Case.areas, String).like(f'%"{wanted.area}"%'))
    if wanted.disposition:
        found.append(Case.disposition == wanted.disposition)
    if wanted.language:
        found.append(Patient.language == wanted.language)
    if wanted.trouble:
        found.append(TROUBLES[wanted.trouble]())
    if wanted.before is not None:
        found.append(Case.number < wanted.before)
    return found


def _unclear() -> ColumnElement[bool]:
    return Case.id.in_(select(CaseEvent.case_id).where(CaseEvent.kind == "unclear"))


def _failure() -> ColumnElement[bool]:
    failed = is_one_of(OutboundMessage.state, FAILED_TEXTS)
    reasons = ("not_assessed", "undelivered")
    return or_(
        Case.id.in_(select(CaseEvent.case_id).where(CaseEvent.kind.in_(FAILURES))),
        Case.id.in_(
            select(OutboundMessage.case_id).where(failed, OutboundMessage.case_id.is_not(None))
        ),
        exists().where(Escalation.case_id == Case.id, Escalation.reason.in_(reasons)),
    )


def _uncertain() -> ColumnElement[bool]:
    """Decided on an unsure or silent answer, by no rule at all, or read by its sense only."""
    unsure = or_(cast(Decision.worst_case, String) != "[]", cast(Decision.rules, String) == "[]")
    return or_(
        exists().where(Decision.case_id == Case.id, unsure),
        exists().where(Answer.case_id == Case.id, Answer.status.in_(("worst_case", "silent"))),
        exists().where(
            InboundMessage.case_id == Case.id,
            cast(InboundMessage.screen_findings, String).like(f'%"{BY_SENSE_ONLY}"%'),
        ),
    )


TROUBLES: dict[str, Callable[[], ColumnElement[bool]]] = {
    "unclear": _unclear,
    "failure": _failure,
    "uncertain": _uncertain,
}


def _counts(records: Session, case_ids: list[str]) -> dict[str, tuple[int, int]]:
    unclear = (
        select(func.count())
        .where(CaseEvent.case_id == Case.id, CaseEvent.kind == "unclear")
        .scalar_subquery()
    )
    marks = (
        select(func.count())
        .select_from(DecisionReview)
        .join(Decision, Decision.id == DecisionReview.decision_id)
        .where(Decision.case_id == Case.id)
        .scalar_subquery()
    )
    rows = records.execute(select(Case.id, unclear, marks).where(Case.id.in_(case_ids)))
    return {row[0]: (row[1], row[2]) for row in rows}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.utc)
