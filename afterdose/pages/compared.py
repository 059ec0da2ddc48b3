"""Two protocol sets side by side in the engine: what each decides, and which rules fire apart."""

from __future__ import annotations

from collections.abc import Callable

from afterdose.pages.items import Item, Known
from afterdose.triage.decide import decide, outcome
from afterdose.triage.decision import Decision
from afterdose.triage.dispositions import rank
from afterdose.triage.schema import ProtocolSet
from afterdose.triage.situation import Case

Pair = tuple[int, int]  # ranks before and after
Test = Callable[[Known], bool]


class Compared:
    """An old and a new set, asked about the same case."""

    def __init__(self, old: ProtocolSet, new: ProtocolSet) -> None:
        self.old, self.new = old, new

    def decided(self, one: Known) -> tuple[Decision, Decision]:
        """Return both decisions."""
        cases = ((ps, one.case(ps)) for ps in (self.old, self.new))
        before, after = (decide(ps, c.areas, c.answers, c.context) for ps, c in cases)
        return before, after

    def pair(self, one: Known) -> Pair:
        """Return both ranks."""
        before, after = self.decided(one)
        return rank(before.disposition), rank(after.disposition)

    def differs(self, one: Known) -> bool:
        """Say whether the dispositions are apart."""
        before, after = self.pair(one)
        return before != after

    def fires_apart(self, one: Known) -> bool:
        """Say whether a rule, a raise or a default holds in one set and not in the other."""
        return _fired(self.old, one) != _fired(self.new, one)


def _fired(ps: ProtocolSet, one: Known) -> set[tuple[str, str]]:
    known = one.case(ps)
    case = Case(ps, known.areas, known.answers, known.context)
    facts = case.on(case.days[0])[0]
    rules = {rule.id for rule in ps.rules}
    found = {(s.id, s.disposition) for s in outcome(case, facts) if s.id in rules}
    found |= {(row.id, "") for row in ps.raises if facts.holds(row.when)}
    return found | {
        (f"default {n}", row.then) for n, row in enumerate(ps.no_rule) if facts.holds(row.when)
    }


def least(one: Known, test: Test, doubtful: frozenset[Item] | None = None) -> Known:
    """Leave out everything without which the test still holds; it must hold at first.

    ``doubtful``: what may be left out, all of it if not said.
    """
    doubted = sorted(one.items if doubtful is None else doubtful)
    return _single(_halved(one, doubted, test), frozenset(doubted), test)


def _halved(one: Known, doubtful: list[Item], test: Test) -> Known:
    """Leave out what can be, in ever smaller pieces."""
    less = one
    for item in doubtful:
        less = less.without(item)
    if doubtful and test(less):
        return less
    if len(doubtful) <= 1:
        return one
    middle = len(doubtful) // 2
    one = _halved(one, doubtful[:middle], test)
    return _halved(one, [i for i in doubtful[middle:] if i in one.items], test)


def _single(one: Known, doubtful: frozenset[Item], test: Test) -> Known:
    """Leave out single items until each that is left is needed."""
    for item in sorted(one.items & doubtful):
        if item in one.items and test(less := one.without(item)):
            return _single(less, doubtful, test)
    return one
