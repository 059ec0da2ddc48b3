"""Every least case that two protocol sets decide differently, found by the solver."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import z3

from afterdose.pages.apart import level, rules_apart
from afterdose.pages.compared import Compared, Pair, least
from afterdose.pages.core import Core
from afterdose.pages.items import Item, Known, known
from afterdose.pages.spans import Ranges, Spans
from afterdose.pages.variables import Variables
from afterdose.proof.model import TOP, Model
from afterdose.proof.situations import situation
from afterdose.triage.dispositions import rank

_FEW = (1, 2, 3, 4, 6, 9)  # sizes of cases, the small ones first


class Disagreement(Exception):
    """The solver found a difference that the engine does not see: a fault of the proof room."""


class Cores:
    """Searches all inputs of two sets; a question that shares another's answer is not varied."""

    def __init__(self, old: Model, new: Model) -> None:
        self.old, self.new = old, new
        self.complete = False
        self.variables = Variables(old.inputs, new.inputs)
        self._engine = Compared(old.ps, new.ps)
        apart = [z3.Xor(old.at_least(n), new.at_least(n)) for n in range(1, TOP + 1)]
        self._search = self._solver(z3.Or(apart))
        self._probe = self._solver()
        self._spans = Spans(self._probe, self.variables)
        self._same_rules = z3.Not(z3.Or(list(rules_apart(old, new))))
        self._listed: list[Any] = []

    def all(self, most: int) -> Iterator[Core]:
        """Yield the least cases, at most so many; ``complete`` says whether these are all.

        Raises Disagreement.
        """
        found = 0
        for few in (*_FEW, None):
            size = [] if few is None else [self._at_most(few)]
            while self._sat(self._search, *size):
                one, earlier = self._found(), found
                for core in self._cores(one):
                    if found == most:
                        return
                    found += 1
                    yield core
                if found == earlier:
                    raise Disagreement(f"no row holds {one.case(self.new.ps).in_words()}")
        self.complete = True

    def _cores(self, one: Known) -> Iterator[Core]:
        """Yield what a case is an example of, and leave that out of the search."""
        cause = self._cause(one)
        while self._sat(self._search, *self.variables.only(cause.items)):
            yield self._direct(self._found())
        if cause.items == one.items or not self._sat(self._search, *self._assignment(one)):
            return
        ranges = self._spans.wide(cause, self._same_rules)
        box = self._spans.box(cause.items, ranges)
        yield from self._with_others(cause.items, ranges, box)
        self._search.add(z3.Not(z3.And(box)))

    def _direct(self, one: Known) -> Core:
        before, after = self._engine.decided(one)
        pair = rank(before.disposition), rank(after.disposition)
        same = z3.And(self.old.is_at(pair[0]), self.new.is_at(pair[1]))
        ranges = self._spans.wide(one, z3.Or(z3.Not(same), *self._listed))
        box = self._spans.box(one.items, ranges)
        self._search.add(z3.Not(z3.And(box)))
        self._listed.append(z3.And(box))
        return Core(one, one.items, ranges, before, after, self._more(box, pair))

    def _with_others(
        self, cause: frozenset[Item], ranges: Ranges, box: list[Any]
    ) -> Iterator[Core]:
        """Yield one example of each change that a cause makes only with other signs."""
        for pair in product(range(TOP + 1), repeat=2):
            at = [*box, self.old.is_at(pair[0]), self.new.is_at(pair[1])]
            if pair[0] != pair[1] and self._sat(self._search, *at):
                one = self._known(self._search.model())
                doubtful = one.items - cause
                one = least(one, lambda k, p=pair: self._engine.pair(k) == p, doubtful)  # type: ignore[misc]
                yield Core(one, cause, ranges, *self._engine.decided(one))

    def _found(self) -> Known:
        one = self._known(self._search.model())
        if not self._engine.differs(one):
            raise Disagreement(f"decided alike: {one.case(self.new.ps).in_words()}")
        return least(one, self._engine.differs)

    def _cause(self, one: Known) -> Known:
        """Return what makes a rule fire apart; all of the case if none does, or without a sign."""
        if not self._engine.fires_apart(one):
            return one
        cause = least(one, self._engine.fires_apart)
        return cause if cause.items else one

    def _known(self, model: z3.ModelRef) -> Known:
        return known(situation(m.inputs, model) for m in (self.old, self.new))

    def _assignment(self, one: Known) -> list[Any]:
        names = self._spans.names(one)
        at = {name: (one.numbers[name], one.numbers[name]) for name in names}
        return [*self.variables.only(one.items), *self._spans.box(one.items, at)]

    def _more(self, box: list[Any], pair: Pair) -> Pair | None:
        """Return the worst change that these items take part in, with others."""
        one, other = (self.old, self.new) if pair[0] > pair[1] else (self.new, self.old)
        for top in range(TOP, max(pair), -1):
            if self._sat(self._probe, one.at_least(top), z3.Not(other.at_least(top)), *box):
                model = self._probe.model()
                return level(self.old, model), level(self.new, model)
        return None

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

    def _sat(self, solver: z3.Solver, *conditions: Any) -> bool:
        result = solver.check(*conditions)
        assert result != z3.unknown, solver.reason_unknown()
        return bool(result == z3.sat)
