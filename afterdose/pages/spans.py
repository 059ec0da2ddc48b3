"""How far the numbers of a case may go while something stays true of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import z3

from afterdose.pages.items import Item, Known
from afterdose.pages.variables import Variables

Ranges = Mapping[str, tuple[float, float]]  # number → lowest and highest value


class Spans:
    """Widens numbers with a solver that knows what holds for all inputs."""

    def __init__(self, solver: z3.Solver, variables: Variables) -> None:
        self._solver = solver
        self._variables = variables

    def wide(self, one: Known, other: Any) -> Ranges:
        """Widen each number of a case, the day first, until ``other`` may come true.

        Each range holds for all values of the others.
        """
        names = self.names(one)
        at = {name: self._variables.whole(name, one.numbers[name]) for name in names}
        wide = {name: (value, value) for name, value in at.items()}
        self._solver.push()
        self._solver.add(*self._variables.only(one.items), other)
        for name in names:
            fixed = [self._variables.within(n, wide[n]) for n in names if n != name]
            low, high = self._variables.bounds(name)
            wide[name] = (
                self._edge(name, fixed, at[name], low),
                self._edge(name, fixed, at[name], high),
            )
        self._solver.pop()
        return {name: self._variables.shown(name, wide[name]) for name in names}

    def names(self, one: Known) -> list[str]:
        """Return the names of the numbers of a case, the day first."""
        return ["D", *(n for item in sorted(one.items) for n in self._numbers(item))]

    def box(self, items: frozenset[Item], ranges: Ranges) -> list[Any]:
        """Return what says that at least these items are known, with numbers in their ranges."""
        whole = self._variables.whole
        within = [
            self._variables.within(name, (whole(name, low), whole(name, high)))
            for name, (low, high) in ranges.items()
        ]
        flags = [self._variables.flag(i) for i in items if self._variables.has_flag(i)]
        return [*flags, *within]

    def _edge(self, name: str, fixed: list[Any], start: int, end: int) -> int:
        """Return the last value from ``start`` towards ``end`` before ``other`` may come true."""
        step = 1 if end > start else -1
        good, bad = start, end + step
        while abs(bad - good) > 1:
            middle = (good + bad) // 2
            span = self._variables.within(name, (min(good, middle), max(good, middle)))
            found = self._solver.check(*fixed, span)
            assert found != z3.unknown, self._solver.reason_unknown()
            if found == z3.unsat:
                good = middle
            else:
                bad = self._variables.value(name, self._solver.model())
        return good

    def _numbers(self, item: Item) -> tuple[str, ...]:
        if item.kind == "context" and self._variables.is_count(item.name):
            return (f"context:{item.name}:number",)
        return item.numbers
