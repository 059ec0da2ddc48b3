"""Answers as the rules count them: worst cases filled in, the patient's words folded in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from afterdose.triage.expressions import Facts
from afterdose.triage.given import NOT_SURE, SILENT, UNCLEAR, Given
from afterdose.triage.schema import NONE, CountsAs, Depends, ProtocolSet, Question


class Effective:
    """The value of each question on one treatment day, and which ones are worst cases."""

    def __init__(
        self, ps: ProtocolSet, given: Given, areas: Collection[str], facts: Facts, said: bool
    ) -> None:
        """``said``: findings in the patient's words stand for a temperature not yet asked."""
        self._open = {*areas, *(question.area for question in ps.gate)}
        self.values: dict[str, Any] = {}
        self.worst_case: tuple[str, ...] = ()
        for question in ps.questions.values():
            value = self._value(ps, question, given, facts, said)
            if value is not None:
                self.values[question.id] = value
        for group in _asked_alike(ps):
            self._share(group, given)

    def _value(
        self, ps: ProtocolSet, question: Question, given: Given, facts: Facts, said: bool
    ) -> Any:
        value = given.answers.get(question.id)
        if value in (NOT_SURE, SILENT, UNCLEAR) and isinstance(value, str):
            self.worst_case += (question.id,)
            counts_as = question.silent if value == SILENT else question.not_sure
            value = _worst(ps, question, counts_as, facts)
        present = {name for name, there in given.findings.items() if there}
        if question.area not in self._open and question.answer != "temperature":
            # "Cannot breathe" is a sign of sepsis only where an infection is the matter, but an
            # area's own finding counts whether or not the area was opened.
            present = {name for name in present if name.startswith(f"{question.area}.")}
        if question.answer == "temperature":
            return _degrees(ps, question, value, present, said)
        if question.answer == "number" and isinstance(value, str):
            return next(o.counts_as for o in question.options if o.id == value)
        if question.answer == "yes_no" and present.intersection(question.findings):
            return "yes"
        named = [o.id for o in question.options if present.intersection(o.findings)]
        if named and question.answer == "multi":
            return list(dict.fromkeys([*(c for c in value or [] if c != NONE), *named]))
        if named and question.answer == "choice":
            order = question.best_to_worst or tuple(o.id for o in question.options)
            return max([*named, *([value] if value else [])], key=order.index)
        return value

    def _share(self, group: tuple[str, ...], given: Given) -> None:
        told = [i for i in group if i in self.values]
        # A measured number beats a fever that was only told; of two answers the worse is kept.
        answered = [i for i in told if i in given.answers]
        measured = any(isinstance(given.answers[i], float) for i in answered)
        counted = [self.values[i] for i in (answered if measured else told)]
        if counted:
            self.values |= dict.fromkeys(group, max(counted))


def _asked_alike(ps: ProtocolSet) -> list[tuple[str, ...]]:
    """Return the questions that ask for one and the same thing, such as the temperature."""
    groups: dict[str, list[str]] = {}
    for question in ps.questions.values():
        if question.same_as:
            groups.setdefault(question.same_as, [question.same_as]).append(question.id)
    return [tuple(group) for group in groups.values()]


def _worst(ps: ProtocolSet, question: Question, counts_as: CountsAs, facts: Facts) -> Any:
    if isinstance(counts_as, Depends):
        counts_as = counts_as.then if facts.holds(counts_as.when) else counts_as.otherwise
    if question.answer == "temperature":
        return ps.temperature.unclear_counts_as
    if question.answer == "multi":
        if counts_as == "all":
            return [option.id for option in question.options if option.id != NONE]
        return [counts_as] if isinstance(counts_as, str) else list(counts_as)  # type: ignore[arg-type]
    if question.answer in ("number", "duration"):
        return float(counts_as) if isinstance(counts_as, (int, float)) else None
    return counts_as


def _degrees(
    ps: ProtocolSet, question: Question, value: Any, present: set[str], said: bool
) -> float | None:
    """Return a measured number, else what an unmeasured fever counts as, else nothing."""
    if isinstance(value, float):
        return value
    options = {option.id: option for option in question.options}
    if isinstance(value, str) and options[value].counts_as is not None:
        return options[value].counts_as
    if value is None and not said:
        return None
    for option in question.options:
        if option.counts_as is not None and present.intersection(option.findings):
            return option.counts_as
    return None
