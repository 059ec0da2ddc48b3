"""Answers as the rules count them, as formulas: the mirror of afterdose/triage/effective.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Any

from afterdose.proof.inputs import Answer, Inputs
from afterdose.proof.translate import Names
from afterdose.proof.values import (
    Many,
    Number,
    Text,
    Value,
    arithmetic,
    both,
    choose,
    constant,
    either,
    first,
    negated,
)
from afterdose.triage.schema import NONE, CountsAs, Depends, Question


class Counted:
    """The value of every question on one treatment day, from all inputs."""

    def __init__(self, inputs: Inputs, base: Names, *, said: bool) -> None:
        """``base``: what "not sure" may depend on; ``said``: as in the engine."""
        self._inputs = inputs
        self._base = base
        self._said = said
        self._gate = {question.area for question in inputs.ps.gate}
        self.values: dict[str, Value] = {
            name: self._value(answer) for name, answer in inputs.answers.items()
        }
        for group in _asked_alike(inputs.ps.questions.values()):
            self._share(group)

    def _value(self, answer: Answer) -> Value:
        kind = answer.question.answer
        if kind == "temperature":
            return self._degrees(answer)
        if kind in ("number", "duration"):
            return self._amount(answer)
        if kind == "multi":
            return self._many(answer)
        if kind in ("yes_no", "choice"):
            return self._one(answer)
        return Text(answer.given, {})

    def named(self, question: Question, findings: Iterable[str]) -> Any:
        """Whether one of these findings is present and may speak for a question."""
        own = f"{question.area}."
        is_open = question.area in self._gate or self._inputs.areas.get(question.area, False)
        present = self._inputs.findings
        if question.answer == "temperature":
            return either(*(present[f] for f in findings))
        return either(
            *(present[f] if f.startswith(own) else both(is_open, present[f]) for f in findings)
        )

    def _unsure(self, answer: Answer) -> Iterator[tuple[Any, Any]]:
        """Yield (condition, what the answer then counts as) for "not sure" and silence."""
        question = answer.question
        pairs: list[tuple[Any, CountsAs]] = [
            (answer.not_sure, question.not_sure),
            (answer.silent, question.silent),
        ]
        for there, counts_as in pairs:
            if isinstance(counts_as, Depends):
                holds = self._base.holds(counts_as.when)
                yield both(there, holds), counts_as.then
                yield both(there, negated(holds)), counts_as.otherwise
            else:
                yield there, counts_as

    def _one(self, answer: Answer) -> Value:
        question = answer.question
        said = dict(answer.options)
        for there, counts_as in self._unsure(answer):
            if counts_as in said:
                said[str(counts_as)] = either(said[str(counts_as)], there)
        if question.answer == "yes_no":
            yes = self.named(question, question.findings)
            options = {"yes": either(yes, said["yes"]), "no": both(negated(yes), said["no"])}
            return Text(either(*options.values()), options)
        ids = [option.id for option in question.options]
        findings = {option.id: option.findings for option in question.options}
        worse: Any = False
        options = {}
        for name in reversed(question.best_to_worst or ids):
            there = either(said[name], self.named(question, findings[name]))
            options[name] = both(there, negated(worse))
            worse = either(worse, there)
        return Text(worse, options)

    def _many(self, answer: Answer) -> Value:
        question = answer.question
        ids = [option.id for option in question.options]
        said = dict(answer.options)
        given = either(*said.values())
        for there, counts_as in self._unsure(answer):
            every = [i for i in ids if i != NONE]
            texts = every if counts_as == "all" else _listed(counts_as)
            given = either(given, there)
            for text in texts:
                said[text] = either(said[text], there)
        named = {o.id: self.named(question, o.findings) for o in question.options}
        any_named = either(*named.values())
        options = {name: either(said[name], named[name]) for name in ids}
        if NONE in options:
            options[NONE] = either(named[NONE], both(said[NONE], negated(any_named)))
        return Many(either(given, any_named), options)

    def _degrees(self, answer: Answer) -> Value:
        question = answer.question
        assert answer.amount is not None
        fever = constant(self._inputs.ps.temperature.unclear_counts_as)
        unclear = either(answer.not_sure, answer.silent, answer.unclear)
        values: list[Value] = [
            Number(answer.amount.given, answer.amount.value),
            Number(unclear, fever.amount),
        ]
        counting = [o for o in question.options if o.counts_as is not None]
        values += [_counting(answer.options[o.id], o.counts_as) for o in counting]
        may_be_told = True if self._said else answer.given
        values += [
            _counting(both(may_be_told, self.named(question, o.findings)), o.counts_as)
            for o in counting
        ]
        return first(values)

    def _amount(self, answer: Answer) -> Value:
        assert answer.amount is not None
        values: list[Value] = [Number(answer.amount.given, answer.amount.value)]
        for there, counts_as in self._unsure(answer):
            if isinstance(counts_as, (int, float)):
                values.append(_counting(there, counts_as))
        for option in answer.question.options:
            if option.counts_as is not None:
                values.append(_counting(answer.options[option.id], option.counts_as))
        return first(values)

    def _share(self, group: list[str]) -> None:
        """Let questions that ask the same share: a measured number first, else the highest."""
        sides = []
        for name in group:
            value, answer = self.values[name], self._inputs.answers[name]
            assert isinstance(value, Number) and answer.amount is not None
            sides.append((value, both(answer.given, value.known), answer.amount.given))
        measured = either(*(both(answered, number) for _, answered, number in sides))
        counted = [
            Number(both(value.known, either(negated(measured), answered)), value.amount)
            for value, answered, _ in sides
        ]
        shared = reduce(_higher, counted)
        for name in group:
            self.values[name] = shared


def _counting(there: Any, number: Any) -> Number:
    return Number(there, constant(number).amount)


def _listed(counts_as: Any) -> list[str]:
    return [counts_as] if isinstance(counts_as, str) else list(counts_as)


def _higher(one: Number, other: Number) -> Number:
    left, right = arithmetic(one.amount), arithmetic(other.amount)
    first_counts = either(negated(other.known), both(one.known, left >= right))
    return Number(either(one.known, other.known), choose(first_counts, one.amount, other.amount))


def _asked_alike(questions: Iterable[Question]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for question in questions:
        if question.same_as:
            groups.setdefault(question.same_as, [question.same_as]).append(question.id)
    return list(groups.values())
