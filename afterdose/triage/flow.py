"""Which question comes next: the gate, then red flags of all areas, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from afterdose.triage.schema import ProtocolSet, Question
from afterdose.triage.situation import Case


def next_question(
    ps: ProtocolSet,
    areas: Sequence[str],
    answers: Mapping[str, Any],
    context: Mapping[str, Any],
) -> Question | None:
    """Return the next question; None when all is asked or an emergency is reached.

    Raises AnswerError for input that the protocols do not know.
    """
    from afterdose.triage.decide import is_emergency

    case = Case(ps, areas, answers, context)
    if is_emergency(case):
        return None
    open_questions = [q for q in _in_order(case) if not _answered(case, q)]
    for question in open_questions:
        if _holds(case, question.ask_when):
            return question
    return None


def opened(
    ps: ProtocolSet,
    areas: Sequence[str],
    answers: Mapping[str, Any],
    context: Mapping[str, Any],
) -> list[str]:
    """Return the areas that open when these are named: an itch years later is for the skin.

    Raises AnswerError for input that the protocols do not know.
    """
    case = Case(ps, areas, answers, context)
    protocols = (ps.areas[area] for area in areas)
    found = (p.area if _holds(case, p.opens_when) else p.else_opens for p in protocols)
    return list(dict.fromkeys(found))


def joining(
    ps: ProtocolSet,
    areas: Sequence[str],
    answers: Mapping[str, Any],
    context: Mapping[str, Any],
) -> list[str]:
    """Return the areas that the answers so far call for, though nobody named them.

    Raises AnswerError for input that the protocols do not know.
    """
    return _joining(Case(ps, areas, answers, context))


def _in_order(case: Case) -> Iterator[Question]:
    yield from case.ps.gate
    rest: list[Question] = []
    for area in (*case.areas, *_joining(case)):
        questions = case.ps.areas[area].questions
        asked = sum(q.id in case.given.answers for q in questions)
        if asked < case.ps.questions_per_area:
            yield from (q for q in questions if q.red_flag)
            rest += (q for q in questions if not q.red_flag)
    yield from rest


def _joining(case: Case) -> list[str]:
    others = [p for area, p in case.ps.areas.items() if area not in case.areas]
    return [p.area for p in others if _holds(case, p.joins_when)]


def _answered(case: Case, question: Question) -> bool:
    given = case.given
    first = question.same_as or question.id
    same = {first} | {q.id for q in case.ps.questions.values() if q.same_as == first}
    named = question.answer == "yes_no" and any(given.findings.get(f) for f in question.findings)
    return named or any(i in given.answers for i in same)


def _holds(case: Case, condition: str) -> bool:
    if condition in ("true", "false"):
        return condition == "true"
    return any(case.on(day, said=False)[0].holds(condition) for day in case.days)
