"""Whether a worse answer, or none, can lower what the rules say.

"What the rules say" counts a case without a rule as soon: the default is urgent in the first weeks
only while no rule matched, and a rule may replace it (clinical-basis.md 0). Where it does is listed
by ``defaults``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import z3

from afterdose.proof.faults import Fault, Places
from afterdose.proof.firing import Disagreement
from afterdose.proof.inputs import Answer
from afterdose.proof.model import TOP, Model
from afterdose.proof.search import Search
from afterdose.proof.settings import Exceptions
from afterdose.proof.situations import Situation, situation
from afterdose.proof.values import arithmetic, both, choose, constant, either, negated
from afterdose.triage.decide import decide
from afterdose.triage.dispositions import rank
from afterdose.triage.schema import NONE, Default, ProtocolSet, Question

AT_LEAST_SOON = (Default(when="true", then="soon", reason="no rule"),)


@dataclass(frozen=True)
class OrderProof:
    """One question, its answers from best to worst in words, and whether they are ordered."""

    question: str
    area: str
    order: str
    left_out: tuple[str, ...]  # open points: why some cases are not proved


class Orders:
    """Compares two answers to one question, all else being the same."""

    def __init__(
        self, ps: ProtocolSet, places: Places, exceptions: Sequence[Exceptions] = ()
    ) -> None:
        self.ps = ps
        self._exceptions = exceptions
        self.places = places
        self._bare = Model(ps, no_rule=())
        self._soon = Model(ps, no_rule=AT_LEAST_SOON)

    def faults(self, name: str) -> Iterator[Fault | OrderProof]:
        """Yield the faults of one question, or what is proved about it."""
        first = self._bare.inputs.answers[name]
        second, pairs = self._bare.inputs.copy(name)
        worse = worse_than(self.ps, first, second)
        unsure = either(
            second.not_sure, second.silent, *([] if second.unclear is None else [second.unclear])
        )
        least = both(unsure, _compared_with_unsure(self.ps, first))
        known = [one for one in self._exceptions if one.question == name]
        left_out = negated(either(*(self._applies(one, pairs) for one in known)))
        found = [*self._no_range(first.question)]
        found += [*self._not_needed(known, second, pairs, either(worse, least))]
        if self._search(second, pairs, both(either(worse, least), left_out)).exists():
            worse, least = both(worse, left_out), both(least, left_out)
            found += self._lowered(second, pairs, worse, "a worse answer lowers the result")
            found += self._lowered(second, pairs, least, '"not sure" or silence lowers the result')
        yield from found
        if not found:
            order = in_words(self.ps, first.question)
            yield OrderProof(name, first.question.area, order, tuple(e.reason for e in known))

    def _no_range(self, question: Question) -> Iterator[Fault]:
        ranged = question.answer in ("number", "temperature") and question.ordered
        if ranged and not best_numbers(self.ps, question):
            yield Fault(
                self.places.of(question.id),
                "declares no range in which a number is best, so that nothing says what is worse",
            )

    def _applies(self, one: Exceptions, pairs: list[tuple[Any, Any]]) -> Any:
        """Return when an exception holds for one of the two answers."""
        holds = self._bare.holds(one.when)
        return z3.Or(holds, z3.substitute(holds, *pairs))

    def _not_needed(
        self, known: list[Exceptions], second: Answer, pairs: list[tuple[Any, Any]], order: Any
    ) -> Iterator[Fault]:
        for one in known:
            here = both(order, self._applies(one, pairs))
            if not self._search(second, pairs, here).exists():
                place = self.places.of(one.question)
                yield Fault(place, f"the exception is not needed any more: {one.when}")

    def _search(self, second: Answer, pairs: list[tuple[Any, Any]], order: Any) -> Search:
        """Look at pairs of answers in this order of which the second one is lower."""
        lowered = [
            z3.And(
                self._bare.at_least(level),
                z3.Not(z3.substitute(self._soon.at_least(level), *pairs)),
            )
            for level in range(1, TOP + 1)
        ]
        return Search(self._bare, *second.rules(), order, z3.Or(lowered))

    def _lowered(
        self, second: Answer, pairs: list[tuple[Any, Any]], order: Any, why: str
    ) -> list[Fault]:
        found = self._search(second, pairs, order).plainest()
        if found is None:
            return []
        better = situation(self._bare.inputs, found)
        worse = situation(self._bare.inputs, found, second)
        return [self._fault(second.question, better, worse, why)]

    def _fault(self, question: Question, better: Situation, worse: Situation, why: str) -> Fault:
        was = _result(self.ps, better, ())
        now = _result(self.ps, worse, AT_LEAST_SOON)
        if rank(now) >= rank(was):
            raise Disagreement(f"{question.id}: {better.in_words()} → {worse.answers}")
        one, other = (_said(case.answers.get(question.id)) for case in (better, worse))
        message = f"{why}: {one} is {was}, {other} is {now}"
        return Fault(self.places.of(question.id), message, better.in_words())


def _result(ps: ProtocolSet, case: Situation, no_rule: tuple[Default, ...]) -> str:
    rules_only = msgspec.structs.replace(ps, no_rule=no_rule)
    return decide(rules_only, case.areas, case.answers, case.context).disposition


def _said(value: Any) -> str:
    if value is None:
        return "no answer"
    return " and ".join(value) if isinstance(value, list) else str(value)


def chain(question: Question) -> tuple[str, ...]:
    """Return the single answers from best to worst, as the question declares them."""
    if question.best_to_worst:
        return question.best_to_worst
    if question.answer == "yes_no":
        return ("no", "yes")
    named = question.answer == "choice" and question.ordered
    return tuple(o.id for o in question.options) if named else ()


def best_numbers(ps: ProtocolSet, question: Question) -> tuple[float, float] | None:
    """Return the range in which a number is best; farther out is worse on either side."""
    first = ps.questions[question.same_as or question.id]
    if question.answer == "temperature":
        return ps.temperature.best
    return question.best or first.best


def is_ordered_list(question: Question) -> bool:
    """Say whether one more item of a list is worse; lists without "none" are no such lists."""
    return question.answer == "multi" and any(o.id == NONE for o in question.options)


def in_words(ps: ProtocolSet, question: Question) -> str:
    """Return the order of a question for a reader."""
    if chain(question):
        return " < ".join(chain(question))
    if is_ordered_list(question):
        return "none < one item < more items"
    best = best_numbers(ps, question)
    return f"best from {best[0]:g} to {best[1]:g}" if best else "no order"


def worse_than(ps: ProtocolSet, first: Answer, second: Answer) -> Any:
    """Return when the second answer is the same or worse; never, if the question has no order."""
    question = first.question
    ordered = chain(question)
    if ordered:
        return either(
            *(
                both(first.options[one], second.options[other])
                for i, one in enumerate(ordered)
                for other in ordered[i + 1 :]
            )
        )
    if is_ordered_list(question):
        items = [name for name in first.options if name != NONE]
        return both(
            either(*first.options.values()),
            either(*second.options.values()),
            *(z3.Implies(first.options[i], second.options[i]) for i in items),
        )
    best = best_numbers(ps, question)
    if best is None or first.amount is None:
        return False
    low, high = (z3.RealVal(str(edge)) for edge in best)
    (one_known, one), (other_known, other) = _number(first), _number(second)
    farther = z3.Or(
        z3.And(one >= low, one <= high),
        z3.And(one >= high, other >= one),
        z3.And(one <= low, other <= one),
    )
    return both(one_known, other_known, farther)


def _number(answer: Answer) -> tuple[Any, Any]:
    """Return the number that an answer gives, also through an option that counts as one."""
    assert answer.amount is not None
    known, amount = answer.amount.given, answer.amount.value
    for option in answer.question.options:
        if option.counts_as is not None:
            there = answer.options[option.id]
            amount = choose(there, constant(option.counts_as).amount, amount)
            known = either(known, there)
    return known, arithmetic(amount)


def _compared_with_unsure(ps: ProtocolSet, first: Answer) -> Any:
    """Return the answers that "not sure" must not be below: all of a red flag, else the best."""
    question = first.question
    definite = [*first.options.values(), *([first.amount.given] if first.amount else [])]
    if question.red_flag:
        return either(*definite)
    if chain(question):
        return first.options[chain(question)[0]]
    if is_ordered_list(question):
        return first.options[NONE]
    best = best_numbers(ps, question)
    if best is None or first.amount is None:
        return False
    low, high = (z3.RealVal(str(edge)) for edge in best)
    value = first.amount.value
    return both(first.amount.given, value >= low, value <= high)
