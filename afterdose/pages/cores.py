"""Every least case that two protocol sets decide differently, found by the solver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import z3

from afterdose.pages.items import Item, Known, known
from afterdose.pages.variables import Variables
from afterdose.proof.model import TOP, Model
from afterdose.proof.situations import situation
from afterdose.triage.decide import decide
from afterdose.triage.decision import Decision
from afterdose.triage.dispositions import rank
from afterdose.triage.schema import ProtocolSet

Pair = tuple[int, int]  # ranks before and after
_FEW = (1, 2, 3, 4, 6, 9)  # sizes of cases, the small ones first


class Disagreement(Exception):
    """The solver found a difference that the engine does not see: a fault of the proof room."""


class Core(msgspec.Struct, frozen=True):
    """The least that has to be known for a different disposition.

    ``ranges``: for each number the lowest and highest value with the same result, in its own
    unit; ``more``: with more signs known, the worst change there is, if it is another one.
    """

    known: Known
    ranges: Mapping[str, tuple[float, float]]
    before: Decision
    after: Decision
    more: Pair | None = None

    @property
    def pair(self) -> Pair:
        """The ranks before and after."""
        return rank(self.before.disposition), rank(self.after.disposition)


class Cores:
    """Searches all inputs of two sets; a question that shares another's answer is not varied."""

    def __init__(self, old: Model, new: Model) -> None:
        self.old, self.new = old, new
        self.variables = Variables(old.inputs, new.inputs)
        apart = [z3.Xor(old.at_least(n), new.at_least(n)) for n in range(1, TOP + 1)]
        self._search = self._solver(z3.Or(apart))
        self._probe = self._solver()
        self._listed: list[Any] = []

    def all(self, most: int) -> Iterator[Core]:
        """Yield the least cases, at most so many; ``complete`` says whether these are all.

        Raises Disagreement.
        """
        self.complete = False
        found = 0
        for few in (*_FEW, None):
            size = [] if few is None else [self._at_most(few)]
            while self._check(self._search, *size) == z3.sat:
                if found == most:
                    return
                found += 1
                core = self._core(self._search.model())
                box = z3.And(self._box(core.known.items, core.ranges))
                self._search.add(z3.Not(box))
                self._listed.append(box)
                yield core
        self.complete = True

    def _at_most(self, few: int) -> Any:
        """Return the wish that at most so many things are known: the small cases come first."""
        wish = z3.Bool(f"at most {few}")
        self._search.add(z3.Implies(wish, z3.AtMost(*self.variables.flags, few)))
        return wish

    def _solver(self, *always: Any) -> z3.Solver:
        solver = z3.Solver()
        solver.set("phase_selection", 0)  # what need not be known is not: the first case is small
        solver.add(*self.old.rules, *self.new.rules, *self.variables.plain(), *always)
        return solver

    def _check(self, solver: z3.Solver, *conditions: Any) -> Any:
        result = solver.check(*conditions)
        assert result != z3.unknown, solver.reason_unknown()
        return result

    def _core(self, model: z3.ModelRef) -> Core:
        found = known(situation(m.inputs, model) for m in (self.old, self.new))
        if self._pair(found) is None:
            raise Disagreement(f"decided alike: {found.case(self.new.ps).in_words()}")
        least = self._single(self._least(found, sorted(found.items)))
        before, after = self._decided(least)
        pair = rank(before.disposition), rank(after.disposition)
        ranges = self._ranges(least, pair)
        return Core(least, ranges, before, after, self._more(least.items, ranges, pair))

    def _decided(self, one: Known) -> tuple[Decision, Decision]:
        return _decide(self.old.ps, one), _decide(self.new.ps, one)

    def _pair(self, one: Known) -> Pair | None:
        before, after = (rank(d.disposition) for d in self._decided(one))
        return (before, after) if before != after else None

    def _least(self, one: Known, doubtful: list[Item]) -> Known:
        """Leave out what is not needed for a difference, in ever smaller pieces."""
        less = one
        for item in doubtful:
            less = less.without(item)
        if doubtful and self._pair(less) is not None:
            return less
        if len(doubtful) <= 1:
            return one
        middle = len(doubtful) // 2
        one = self._least(one, doubtful[:middle])
        return self._least(one, [i for i in doubtful[middle:] if i in one.items])

    def _single(self, one: Known) -> Known:
        """Leave out single items until each that is left is needed."""
        for item in sorted(one.items):
            if item in one.items and self._pair(less := one.without(item)) is not None:
                return self._single(less)
        return one

    def _ranges(self, one: Known, pair: Pair) -> dict[str, tuple[float, float]]:
        """Widen each number as far as the result stays the same, the day first."""
        names = ["D", *(n for item in sorted(one.items) for n in self._numbers(item))]
        same = z3.And(self.old.is_at(pair[0]), self.new.is_at(pair[1]))
        other = z3.Or(z3.Not(same), *self._listed)
        at = {name: self.variables.whole(name, one.numbers[name]) for name in names}
        wide = {name: (value, value) for name, value in at.items()}
        self._probe.push()
        self._probe.add(*self.variables.only(one.items), other)
        for name in names:
            fixed = [self.variables.within(n, wide[n]) for n in names if n != name]
            low, high = self.variables.bounds(name)
            wide[name] = (
                self._edge(name, fixed, at[name], low),
                self._edge(name, fixed, at[name], high),
            )
        self._probe.pop()
        return {name: self.variables.shown(name, wide[name]) for name in names}

    def _edge(self, name: str, fixed: list[Any], start: int, end: int) -> int:
        """Return the last value from ``start`` towards ``end`` before another result comes."""
        step = 1 if end > start else -1
        good, bad = start, end + step
        while abs(bad - good) > 1:
            middle = (good + bad) // 2 if bad == end + step else _between(good, bad)
            span = self.variables.within(name, (min(good, middle), max(good, middle)))
            if self._check(self._probe, *fixed, span) == z3.unsat:
                good = middle
            else:
                bad = self.variables.value(name, self._probe.model())
        return good

    def _more(
        self, items: frozenset[Item], ranges: Mapping[str, tuple[float, float]], pair: Pair
    ) -> Pair | None:
        """Return the worst change that these items take part in, with others."""
        one, other = (self.old, self.new) if pair[0] > pair[1] else (self.new, self.old)
        for level in range(TOP, max(pair), -1):
            wanted = [one.at_least(level), z3.Not(other.at_least(level)), *self._box(items, ranges)]
            if self._check(self._probe, *wanted) == z3.sat:
                model = self._probe.model()
                return self._level(self.old, model), self._level(self.new, model)
        return None

    def _level(self, model: Model, found: z3.ModelRef) -> int:
        return sum(
            z3.is_true(found.eval(model.at_least(n), model_completion=True))
            for n in range(1, TOP + 1)
        )

    def _box(self, items: frozenset[Item], ranges: Mapping[str, tuple[float, float]]) -> list[Any]:
        within = [
            self.variables.within(
                name, (self.variables.whole(name, low), self.variables.whole(name, high))
            )
            for name, (low, high) in ranges.items()
        ]
        return [*(self.variables.flag(i) for i in items if self.variables.has_flag(i)), *within]

    def _numbers(self, item: Item) -> tuple[str, ...]:
        if item.kind == "context" and self.variables.is_count(item.name):
            return (f"context:{item.name}:number",)
        return item.numbers


def _between(good: int, bad: int) -> int:
    return (good + bad) // 2 if abs(bad - good) > 1 else good


def _decide(ps: ProtocolSet, one: Known) -> Decision:
    case = one.case(ps)
    return decide(ps, case.areas, case.answers, case.context)
