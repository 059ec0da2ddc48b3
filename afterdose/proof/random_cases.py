"""Random inputs, near every threshold, to hold the formulas against the engine."""

from __future__ import annotations

from random import Random
from typing import Any

import z3

from afterdose.proof.inputs import Amount, Answer, Inputs
from afterdose.triage.schema import NONE


class RandomCases:
    """Assignments to all inputs of a set; the same ones for the same seed."""

    def __init__(self, inputs: Inputs, seed: int) -> None:
        self._inputs = inputs
        self._random = Random(seed)  # noqa: S311 - to try values, not to keep secrets
        self._limits = sorted({limit.value for limit in inputs.ps.limits.values()})

    def draw(self) -> z3.ModelRef:
        """Return one assignment that a decision accepts."""
        inputs, random = self._inputs, self._random
        often = random.choice((0.0, 0.02, 0.1))
        calm = random.choice((0.2, 0.6, 0.9))
        asked = random.choice((0.15, 0.5, 0.9))
        facts: list[Any] = [self._day()]
        facts += [flag == (random.random() < often) for flag in inputs.findings.values()]
        facts += [flag == (random.random() < 0.1) for flag in inputs.flags.values()]
        areas = random.sample(list(inputs.areas), random.choice((0, 1, 1, 2)))
        facts += [flag == (name in areas) for name, flag in inputs.areas.items()]
        for one in inputs.answers.values():
            facts += self._answer(one, asked, calm)
        for name, lab in inputs.labs.items():
            low, high = inputs.ps.labs[name].plausible
            facts += [
                lab.done == (random.random() < 0.3),
                z3.Bool(f"lab:{name}:has_baseline") == (random.random() < 0.5),
                lab.age == self._near(1, 0, 5000),
                lab.value.variable == self._near(lab.value.parts, low, high),
                lab.baseline.variable == self._near(lab.value.parts, low, high),
            ]
        for count in inputs.counts.values():
            facts.append(count.variable == random.choice((0, 0, 0, 1, 2, 3, 90, 100, 120)))
            if not isinstance(count.given, bool):
                facts.append(count.given == (random.random() < 0.5))
        for options in inputs.texts.values():
            chosen = random.choice(list(options))
            facts += [flag == (name == chosen) for name, flag in options.items()]
        solver = z3.Solver()
        solver.add(*facts)
        assert solver.check() == z3.sat
        return solver.model()

    def _day(self) -> Any:
        days = [*self._inputs.ps.days, 1461, 1462, 5000]
        return self._inputs.day == self._random.choice(days)

    def _near(self, parts: int, low: float, high: float) -> int:
        """Return a whole number of parts at or beside a threshold within bounds."""
        edge = self._random.choice(self._limits) * self._random.choice((1, 1, 1, 0.5, 2))
        number = round(edge * parts) + self._random.choice((-1, 0, 0, 1))
        return min(max(number, int(low * parts) + 1), int(high * parts))

    def _answer(self, one: Answer, asked: float, calm: float) -> list[Any]:
        random = self._random
        chosen: set[str] = set()
        ways = list(one.flags)
        if random.random() < asked:
            denial = next((w for w in (NONE, "no", "not_hot") if w in ways), ways[0])
            chosen = {denial} if random.random() < calm else {random.choice(ways)}
            if one.question.answer == "multi" and not chosen & {NONE, "not_sure", "silent"}:
                chosen |= {o for o in one.options if o != NONE and random.random() < 0.2}
        facts = [flag == (name in chosen) for name, flag in one.flags.items()]
        if one.amount is not None:
            facts.append(one.amount.variable == self._number(one, one.amount))
        return facts

    def _number(self, one: Answer, amount: Amount) -> int:
        if one.question.answer == "temperature":
            return self._near(amount.parts, 35, 42)
        return self._near(amount.parts, 0, 5000)
