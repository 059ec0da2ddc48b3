"""The solver's variables of two protocol sets, by name: flags and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import z3

from afterdose.pages.items import Item
from afterdose.proof.inputs import Inputs
from afterdose.proof.situations import AMOUNTS, DEGREES, LABS

_DAYS = (0, 20_000)


class Variables:
    """Every variable that one of the sets has."""

    def __init__(self, *inputs: Inputs) -> None:
        self._inputs = inputs
        self._flags: dict[str, Any] = {}
        self._defaults: dict[str, int] = {}  # numbers of the records that are always there
        self._parts = {"D": 1}
        self._bounds = {"D": _DAYS}
        self._standing: set[str] = set()  # texts of the records that hold if nothing is known
        for one in inputs:
            self._add(one)

    def _add(self, inputs: Inputs) -> None:
        flags = [*inputs.areas.values(), *inputs.findings.values(), *inputs.flags.values()]
        for name, answer in inputs.answers.items():
            flags += answer.flags.values()
            if answer.amount is not None:
                degrees = answer.question.answer == "temperature"
                parts = DEGREES if degrees else AMOUNTS
                low, high = inputs.ps.temperature.celsius if degrees else (0, 100_000)
                self._number(f"{name}:number", parts, low, high)
        for name, lab in inputs.labs.items():
            flags += [lab.done, z3.Bool(f"lab:{name}:has_baseline")]
            low, high = inputs.ps.labs[name].plausible
            self._number(f"lab:{name}:value", LABS, low, high)
            self._number(f"lab:{name}:baseline", LABS, low, high)
            self._number(f"lab:{name}:age", 1, *_DAYS)
        for name, count in inputs.counts.items():
            default = inputs.ps.context[name].default
            self._number(f"context:{name}:number", 1, 0, 1000)
            if isinstance(count.given, bool):
                self._defaults[name] = int(default or 0)
            else:
                flags.append(count.given)
        for name, options in inputs.texts.items():
            flags += options.values()
            self._standing.add(f"context:{name}={inputs.ps.context[name].default}")
        self._flags |= {str(flag): flag for flag in flags}

    def _number(self, name: str, parts: int, low: float, high: float) -> None:
        self._parts[name] = parts
        # The lowest plausible value need not be a whole number of parts.
        self._bounds[name] = (-int(-low * parts // 1), int(high * parts))

    def plain(self) -> Iterator[Any]:
        """Yield what leaves out other ways to say the same.

        A question that shares the answer of another one is left unanswered; "not sure" and
        silence are left out where both sets count them as the same answer.
        """
        for name in set.intersection(*(set(one.answers) for one in self._inputs)):
            asked = [one.ps.questions[name] for one in self._inputs]
            answer = self._inputs[0].answers[name]
            if all(q.not_sure == asked[0].not_sure for q in asked):
                yield z3.Not(answer.not_sure)
            if all(q.silent == asked[0].silent for q in asked):
                yield z3.Not(answer.silent)
        shared = [
            {(q.id, q.same_as) for q in one.ps.questions.values() if q.same_as}
            for one in self._inputs
        ]
        for question, _ in set.intersection(*shared):
            for one in self._inputs:
                yield from (z3.Not(flag) for flag in one.answers[question].flags.values())

    def only(self, items: frozenset[Item]) -> Iterator[Any]:
        """Yield what says that these items are known, and nothing else."""
        there = {item.variable for item in items}
        chosen = {v.split("=")[0] for v in there if v.startswith("context:") and "=" in v}
        for name, flag in self._flags.items():
            stands = name in self._standing and name.split("=")[0] not in chosen
            yield flag if name in there or stands else z3.Not(flag)
        for name, default in self._defaults.items():
            if f"context:{name}" not in there:
                yield z3.Int(f"context:{name}:number") == default

    @property
    def flags(self) -> list[Any]:
        """Every flag that is not up while nothing is known."""
        return [flag for name, flag in self._flags.items() if name not in self._standing]

    def flag(self, item: Item) -> Any:
        """Return the flag of an item."""
        return self._flags[item.variable]

    def has_flag(self, item: Item) -> bool:
        """Say whether an item is more than a number that is always there."""
        return item.variable in self._flags

    def is_count(self, key: str) -> bool:
        """Say whether a key of the records is a number."""
        return f"context:{key}:number" in self._parts

    def bounds(self, name: str) -> tuple[int, int]:
        """Return the lowest and the highest value of a number, in its parts."""
        return self._bounds[name]

    def whole(self, name: str, value: float) -> int:
        """Return a value in the parts in which the solver counts it."""
        return round(value * self._parts[name])

    def shown(self, name: str, span: tuple[int, int]) -> tuple[float, float]:
        """Return a span in the unit in which a person reads it."""
        return span[0] / self._parts[name], span[1] / self._parts[name]

    def within(self, name: str, span: tuple[int, int]) -> Any:
        """Say that a number lies in a span."""
        number = z3.Int(name)
        return z3.And(number >= span[0], number <= span[1])

    def value(self, name: str, model: z3.ModelRef) -> int:
        """Return the value of a number in an assignment."""
        return int(model.eval(z3.Int(name), model_completion=True).as_long())
