"""One protocol set as formulas: the disposition as a function of all inputs.

The mirror of afterdose/triage/situation.py and decide.py; tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import z3

from afterdose.proof.counted import Counted
from afterdose.proof.inputs import Inputs
from afterdose.proof.translate import Names
from afterdose.proof.values import (
    Many,
    Number,
    Text,
    Truth,
    both,
    constant,
    either,
    formula,
    negated,
)
from afterdose.triage.dispositions import DISPOSITIONS, rank
from afterdose.triage.schema import NONE, Default, ProtocolSet, Rule
from afterdose.triage.situation import DAY

TOP = len(DISPOSITIONS) - 1
Levels = tuple[Any, ...]  # at least soon, at least urgent, emergency


@dataclass(frozen=True)
class Fired:
    """When a rule fires, and when it does in its emergency form."""

    rule: Rule
    any: Any
    emergency: Any

    def at_least(self, level: int) -> Any:
        """When it fires with this rank or a higher one."""
        return self.any if rank(self.rule.then) >= level else self.emergency


class Model:
    """A protocol set over the inputs of the solver, for every known treatment day.

    ``said``: as in the engine, whether a fever only told stands for its temperature; ``no_rule``:
    other defaults than those of the set. An unknown day is the worst of ``ps.days``: what holds
    for every day holds for it.
    Raises OutsideSubset for a condition that cannot be translated.
    """

    def __init__(
        self, ps: ProtocolSet, *, said: bool = True, no_rule: tuple[Default, ...] | None = None
    ) -> None:
        self.ps = ps
        self.inputs = Inputs(ps)
        self._defaults = ps.no_rule if no_rule is None else no_rule
        self.names = self._base()
        self.counted = Counted(self.inputs, self.names, said=said)
        self.names.values |= self.counted.values
        for level in ps.term_levels:
            self.names.values |= {name: self.names.first(ps.terms[name]) for name in level}
        self.fired = {rule.id: self._fire(rule) for rule in ps.rules}
        self.default_used, lowest = self._default()
        by_rules = [
            either(*(fired.at_least(level) for fired in self.fired.values()))
            for level in range(1, TOP + 1)
        ]
        with_default = [either(a, b) for a, b in zip(by_rules, lowest, strict=True)]
        self.added = self._added_up()
        added = [self._adds(level) for level in range(1, TOP + 1)]
        self.before_raises: Levels = tuple(
            either(a, b) for a, b in zip(with_default, added, strict=True)
        )
        self.levels: Levels = self._raised(self.before_raises)

    @property
    def rules(self) -> list[Any]:
        """What holds for all inputs."""
        return self.inputs.rules

    def at_least(self, level: int) -> Any:
        """When the disposition has this rank (0 routine to 3 emergency) or a higher one."""
        return formula(True if level <= 0 else self.levels[level - 1])

    def is_at(self, level: int) -> Any:
        """When the disposition has exactly this rank."""
        above = formula(False) if level == TOP else self.at_least(level + 1)
        return formula(both(self.at_least(level), negated(above)))

    def holds(self, condition: str) -> Any:
        """When a condition of the set holds."""
        return formula(self.names.holds(condition))

    def _base(self) -> Names:
        inputs, ps = self.inputs, self.ps
        names = Names(
            {
                "D": Number(True, _real(inputs.day)),
                "day_known": _truth(inputs.day_known),
                "areas": Many(True, inputs.areas),
                "labs_fed": _truth(inputs.lab_fed()),
                "alarming_findings": Number(True, self._alarming()),
                **{f"limit.{name}": constant(limit.value) for name, limit in ps.limits.items()},
                **{name: _truth(present) for name, present in inputs.findings.items()},
                **{name: _truth(flag) for name, flag in inputs.flags.items()},
                **{name: Text(True, options) for name, options in inputs.texts.items()},
                **{name: Number(n.given, n.value) for name, n in inputs.counts.items()},
                DAY: Number(False, constant(0).amount),
            }
        )
        for test, lab in inputs.labs.items():
            value, age = Number(lab.done, lab.value.value), Number(lab.done, _real(lab.age))
            baseline = Number(lab.baseline.given, lab.baseline.value)
            rise = Number(lab.baseline.given, lab.value.value - lab.baseline.value)
            facts = {"value": value, "age": age, "baseline": baseline, "rise": rise}
            names.values |= {f"labs.{test}.{fact}": number for fact, number in facts.items()}
            names.tests[test] = lab.done
            names.ratios |= {f"labs.{test}.{fact}": (value, baseline) for fact in ("ratio", "fall")}
        return names

    def _alarming(self) -> Any:
        """Return how many findings are present that nothing open asks about."""
        inputs, ps = self.inputs, self.ps
        counted = []
        for name, present in inputs.findings.items():
            if name not in ps.mild_findings:
                asked = either(
                    *(inputs.areas[a] for a, p in ps.areas.items() if name in p.findings)
                )
                alarms = formula(both(present, negated(asked)))
                counted.append(z3.If(alarms, z3.RealVal(1), z3.RealVal(0)))
        return z3.Sum(counted) if counted else constant(0).amount

    def _fire(self, rule: Rule) -> Fired:
        fires = self.names.holds(rule.when)
        worse = self.names.holds(rule.emergency_when) if rule.emergency_when else False
        emergency = fires if rank(rule.then) == TOP else both(fires, worse)
        return Fired(rule, fires, emergency)

    def _default(self) -> tuple[Any, list[Any]]:
        """Return when a default is used, and when it has each rank above routine."""
        areas = self.inputs.areas
        unmatched = [
            both(
                areas[area],
                *(negated(f.any) for f in self.fired.values() if f.rule.area == area),
            )
            for area in areas
        ]
        nothing = both(
            *(negated(is_open) for is_open in areas.values()),
            *(negated(f.any) for f in self.fired.values()),
        )
        needed = either(*unmatched, nothing)
        used: Any = False
        levels: list[Any] = [False] * TOP
        earlier: Any = False
        for default in self._defaults:
            holds = self.names.holds(default.when)
            now = both(needed, holds, negated(earlier))
            used = either(used, now)
            for level in range(1, rank(default.then) + 1):
                levels[level - 1] = either(levels[level - 1], now)
            earlier = either(earlier, holds)
        return used, levels

    def _added_up(self) -> dict[str, Any]:
        found = {}
        for row in self.ps.adding_up:
            counting = [f for f in self.fired.values() if f.rule.organ not in ("", NONE)]
            counting = [f for f in counting if f.at_least(rank(row.of)) is not False]
            as_one = getattr(row, "as_one", ())
            together = self.names.holds(getattr(row, "as_one_when", "false"))
            apart = self._organs(counting, (), row.organs, rank(row.of))
            joined = self._organs(counting, as_one, row.organs, rank(row.of))
            found[row.id] = either(both(together, joined), both(negated(together), apart))
        return found

    def _organs(self, counting: list[Fired], as_one: Iterable[str], organs: int, level: int) -> Any:
        """Return when the findings come from so many organs: fewer never explain them all."""
        together = str(tuple(as_one))
        parts = {
            f.rule.id: {together} if f.rule.id in as_one else set(f.rule.organ.split("/"))
            for f in counting
        }
        named = sorted(set().union(*parts.values())) if parts else []
        unexplained = [
            either(*(f.at_least(level) for f in counting if not parts[f.rule.id] & set(few)))
            for few in combinations(named, min(organs - 1, len(named)))
        ]
        return both(*unexplained) if unexplained else False

    def _adds(self, level: int) -> Any:
        return either(*(self.added[row.id] for row in self.ps.adding_up if rank(row.then) >= level))

    def _raised(self, levels: Levels) -> Levels:
        current: list[Any] = [True, *levels]
        for row in self.ps.raises:
            holds = self.names.holds(row.when)
            higher = list(current)
            for level in range(1, TOP + 1):
                if level <= rank(row.at_least):
                    higher[level] = True
                elif level <= rank(row.at_most):
                    higher[level] = either(current[level], current[max(level - row.levels, 0)])
            current = [either(a, both(holds, b)) for a, b in zip(current, higher, strict=True)]
        return tuple(current[1:])


def _real(variable: Any) -> Any:
    return z3.ToReal(variable)


def _truth(flag: Any) -> Truth:
    return Truth(flag, negated(flag))
