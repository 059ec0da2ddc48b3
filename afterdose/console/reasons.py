"""Why a decision came out as it did: its rules and the answers behind them, in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from afterdose.console.case_file import CaseFile
from afterdose.console.pages import Words
from afterdose.console.protocols import Wording
from afterdose.console.values import value_words
from afterdose.records.models import Answer, Decision

NOT_GIVEN = ("worst_case", "silent")
NO: tuple[Any, ...] = ("no", False, "none", ["none"])


@dataclass(frozen=True)
class Ground:
    """One rule that fired."""

    rule: str
    because: str
    source: str


@dataclass(frozen=True)
class Given:
    """One answer as the rules read it, beside what the patient wrote."""

    question: str
    asked: str
    value: str
    raw: str
    red_flag: bool
    worst_case: bool
    denied: bool  # a red flag that the patient said no to


@dataclass(frozen=True)
class Why:
    """A decision, explained."""

    number: int
    disposition: str
    decided_by: str
    at: datetime
    treatment_day: int | None
    version: str
    protocol_hash: str
    grounds: list[Ground]
    answers: list[Given]
    unsigned: bool
    outdated: bool  # decided by another protocol set than the wording shown here

    @property
    def worst_case(self) -> list[Given]:
        """What was unsure or silent and therefore counted as its worst."""
        return [given for given in self.answers if given.worst_case]


def reasons(file: CaseFile, wording: Wording, words: Words) -> list[Why]:
    """Explain every decision of a case, the first one first."""
    return [
        _why(number, decision, file, wording, words)
        for number, decision in enumerate(file.decisions, start=1)
    ]


def _why(number: int, decision: Decision, file: CaseFile, wording: Wording, words: Words) -> Why:
    values: dict[str, Any] = json.loads(decision.answers)
    given = [
        _given(
            question,
            value,
            decision.worst_case,
            _latest(file.answers, question, decision),
            wording,
            words,
        )
        for question, value in values.items()
    ]
    given.sort(key=lambda entry: (not entry.worst_case, not entry.red_flag))
    because = dict(zip(decision.rules, decision.because, strict=False))
    return Why(
        number=number,
        disposition=decision.disposition,
        decided_by=decision.decided_by,
        at=decision.decided_at,
        treatment_day=decision.treatment_day,
        version=decision.protocol_version,
        protocol_hash=decision.protocol_hash,
        grounds=[
            Ground(rule, because.get(rule) or wording.reason(rule), wording.source(rule))
            for rule in decision.rules
        ],
        answers=given,
        unsigned=file.approvals.unsigned(decision.protocol_hash, file.case.areas),
        outdated=decision.protocol_hash != wording.hash,
    )


def answers_so_far(file: CaseFile, wording: Wording, words: Words) -> list[Given]:
    """Put the last answer to each question in words, for a case that nobody decided yet."""
    last = {answer.question: answer for answer in file.answers}
    return [
        _given(question, json.loads(answer.value), [], answer, wording, words)
        for question, answer in last.items()
        if answer.status != "withdrawn"
    ]


def _latest(answers: list[Answer], question: str, decision: Decision) -> Answer | None:
    """Return the last answer to a question that stood when the decision was made."""
    found = [
        answer
        for answer in answers
        if answer.question == question and answer.answered_at <= decision.decided_at
    ]
    return found[-1] if found else None


def _given(
    question: str,
    value: Any,
    worst_cases: list[str],
    answer: Answer | None,
    wording: Wording,
    words: Words,
) -> Given:
    known = wording.question(question)
    red_flag = bool(known and known.red_flag)
    worst_case = (
        question in worst_cases
        or value in ("not_sure", "silent")
        or (answer is not None and answer.status in NOT_GIVEN)
    )
    return Given(
        question=question,
        asked=wording.asked(question) or question.replace(".", ": ").replace("_", " "),
        value=value_words(value, known, words),
        raw=(answer.raw or "") if answer else "",
        red_flag=red_flag,
        worst_case=worst_case,
        denied=red_flag and not worst_case and value in NO,
    )
