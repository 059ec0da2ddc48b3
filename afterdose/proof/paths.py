"""Every path of questions of one area: how it ends, and how many questions it takes.

A path is followed symbolically: at each step the solver says which questions can come next,
whatever the answers, the words, the records and the day. A question that the patient's words
answered already is counted as asked, so the numbers are upper bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import z3

from afterdose.proof.faults import Fault, Places
from afterdose.proof.model import TOP, Model
from afterdose.proof.situations import Situation, situation
from afterdose.proof.values import both, either, formula, negated
from afterdose.triage.flow import next_question
from afterdose.triage.schema import ProtocolSet, Question
from afterdose.triage.situation import DAY

# Days on which an unknown day is an emergency: the fewer, the more paths stay to be followed.
_FEW = 6


@dataclass(frozen=True)
class PathProof:
    """The paths of one area, the gate not counted: numbers of questions, and the longest one."""

    area: str
    paths: int
    fewest: int  # of a path that ends without an emergency
    most: int
    longest: tuple[str, ...]


@dataclass
class _Found:
    lengths: list[int] = field(default_factory=list)
    calm_lengths: list[int] = field(default_factory=list)
    longest: tuple[str, ...] = ()
    case: Situation | None = None
    asked: set[str] = field(default_factory=set)


class Paths:
    """Follows the questions of areas; ``limit``: the most questions that an area may take."""

    def __init__(self, ps: ProtocolSet, places: Places) -> None:
        self.ps = ps
        self.places = places
        self._model = Model(ps, said=False)
        self._emergency = self._model.at_least(TOP)

    def faults(self, area: str) -> Iterator[Fault | PathProof]:
        """Yield the faults of one area, or what is proved about its paths."""
        questions = self.ps.areas[area].questions
        walks = [self._follow(area, alone=True, day_known=True)]
        asked = set(walks[0].asked)
        if len(questions) > self.ps.questions_per_area or any(q.id not in asked for q in questions):
            walks.append(self._follow(area, alone=True, day_known=False))
            walks.append(self._follow(area, alone=False, day_known=True))
            asked |= walks[1].asked | walks[2].asked
        wrong = [
            *self._too_long(area, walks),
            *(
                Fault(self.places.of(q.id), "is never asked, on no path")
                for q in questions
                if q.id not in asked
            ),
        ]
        yield from wrong
        if not wrong:
            yield PathProof(
                area,
                len(walks[0].lengths),
                min(walks[0].calm_lengths, default=0),
                max(len(found.longest) for found in walks),
                max(walks, key=lambda found: len(found.longest)).longest,
            )

    def _too_long(self, area: str, walks: list[_Found]) -> Iterator[Fault]:
        for found in walks:
            if len(found.longest) > self.ps.questions_per_area and found.case is not None:
                yield Fault(
                    self.places.of(f"area:{area}"),
                    f"a path of {len(found.longest)} questions: {', '.join(found.longest)}",
                    found.case.in_words(),
                )
                return

    def _follow(self, area: str, *, alone: bool, day_known: bool) -> _Found:
        inputs = self._model.inputs
        own = [*self.ps.gate, *_in_order(self.ps.areas[area].questions)]
        ids = {q.id for q in own}
        others = [name for name in inputs.answers if name not in ids]
        base: list[Any] = [
            (inputs.areas[area], z3.BoolVal(True)),
            (inputs.day_known, z3.BoolVal(day_known)),
        ]
        if alone:
            base += [(o, z3.BoolVal(False)) for n, o in inputs.areas.items() if n != area]
            for name in others:
                base += inputs.absent(name)
        walk = _Walk(self._model, self.ps, own, base, day_known)
        walk.demand(inputs.areas[area])
        walk.step(())
        return walk.found


class _Walk:
    def __init__(
        self, model: Model, ps: ProtocolSet, own: list[Question], base: Any, day_known: bool
    ) -> None:
        self._model, self._ps, self._own, self._base = model, ps, own, base
        self._gate = {q.id for q in ps.gate}
        self._days = None if day_known else ps.days
        self._solver = z3.Solver()
        self._solver.add(*model.rules)
        self._emergency = z3.substitute(model.at_least(TOP), *base)
        self._asks = {q.id: z3.substitute(self._may_ask(q), *base) for q in own}
        self.found = _Found()

    def demand(self, condition: Any) -> None:
        """Keep to cases in which something holds."""
        self._solver.add(condition)

    def step(self, asked: tuple[str, ...]) -> None:
        """Follow all that can happen after some questions were answered."""
        inputs = self._model.inputs
        absent = [p for q in self._own if q.id not in asked for p in inputs.absent(q.id)]
        emergency = self._on_days(z3.substitute(self._emergency, *absent), few=True)
        if self._check(emergency):
            self._ends(asked, calm=False)
        self._solver.push()
        self._solver.add(z3.Not(emergency))
        if self._check():
            self._ask_on(asked, absent)
        self._solver.pop()

    def _ask_on(self, asked: tuple[str, ...], absent: list[Any]) -> None:
        answers = self._model.inputs.answers
        for question in self._own:
            if question.id in asked:
                continue
            may = self._on_days(z3.substitute(self._asks[question.id], *absent), few=False)
            if self._check(may):
                self._solver.push()
                self._solver.add(may, formula(answers[question.id].given))
                self.step((*asked, question.id))
                self._solver.pop()
            self._solver.add(z3.Not(may))
            if not self._check():
                return
        self._ends(asked, calm=True)

    def _ends(self, asked: tuple[str, ...], *, calm: bool) -> None:
        path = tuple(name for name in asked if name not in self._gate)
        self.found.asked |= set(path)
        self.found.lengths.append(len(path))
        if calm:
            self.found.calm_lengths.append(len(path))
        if len(path) > len(self.found.longest):
            self.found.longest = path
            self.found.case = self._case()

    def _case(self) -> Situation:
        quiet = [z3.Not(f) for f in self._model.inputs.findings.values()]
        assert self._check(*quiet) or self._check()
        case = situation(self._model.inputs, self._solver.model())
        if self._days is not None:
            del case.context[DAY]
        return case

    def _may_ask(self, question: Question) -> Any:
        """Return when a question is not answered by another one and its condition holds."""
        first = question.same_as or question.id
        siblings = {first} | {q.id for q in self._ps.questions.values() if q.same_as == first}
        answers = self._model.inputs.answers
        told = either(*(answers[name].given for name in siblings if name != question.id))
        return formula(both(negated(told), self._model.names.holds(question.ask_when)))

    def _on_days(self, condition: Any, *, few: bool) -> Any:
        if self._days is None:
            return z3.simplify(condition)
        days = self._days[:: max(1, len(self._days) // _FEW)] if few else self._days
        day = self._model.inputs.day
        each = [z3.simplify(z3.substitute(condition, (day, z3.IntVal(d)))) for d in days]
        return z3.simplify(z3.Or(each))

    def _check(self, *conditions: Any) -> bool:
        result = self._solver.check(*conditions)
        assert result != z3.unknown
        return bool(result == z3.sat)


def _in_order(questions: tuple[Question, ...]) -> list[Question]:
    return [q for q in questions if q.red_flag] + [q for q in questions if not q.red_flag]


def asked_by_the_engine(ps: ProtocolSet, case: Situation) -> list[str]:
    """Ask all questions of a case through the engine, the gate too; the answers are the case's."""
    answers = {n: v for n, v in case.answers.items() if n not in ps.questions}
    asked: list[str] = []
    while question := next_question(ps, case.areas, answers, case.context):
        asked.append(question.id)
        answers[question.id] = case.answers.get(question.id, "not_sure")
    return asked
