"""Whether every rule can fire, alone, and whether an alias is what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import z3

from afterdose.proof.faults import Fault, Places
from afterdose.proof.model import TOP, Fired, Model
from afterdose.proof.search import Search
from afterdose.proof.situations import Situation, situation
from afterdose.proof.values import both, formula, negated
from afterdose.triage.decide import decide
from afterdose.triage.dispositions import rank


@dataclass(frozen=True)
class RuleProof:
    """What is proved about one rule; ``covered_by``: rules that fire whenever it does."""

    id: str
    area: str
    disposition: str
    emergency_form: bool
    alias_of: str
    covered_by: tuple[str, ...]


class Firing:
    """Looks at the rules of one model."""

    def __init__(self, model: Model, places: Places) -> None:
        self.model = model
        self.places = places
        self._search = Search(model)

    def faults(self, ids: Iterable[str]) -> Iterator[Fault | RuleProof]:
        """Yield the faults of some rules, and what is proved about the others."""
        for name in ids:
            fired = self.model.fired[name]
            plain = fired.any
            if rank(fired.rule.then) < TOP:
                plain = both(fired.any, negated(fired.emergency))
            wrong = [*self._never(fired, plain), *self._no_alias(fired)]
            yield from wrong
            if not wrong:
                yield self._proof(fired, plain)

    def _never(self, fired: Fired, plain: object) -> Iterator[Fault]:
        rule = fired.rule
        if not self._search.exists(plain):
            yield Fault(self.places.of(rule.id), "no answers exist on which it fires")
        if rule.emergency_when and not self._search.exists(fired.emergency):
            yield Fault(self.places.of(rule.id), "its emergency form can never be reached")

    def _no_alias(self, fired: Fired) -> Iterator[Fault]:
        rule = fired.rule
        if not rule.alias_of:
            return
        other = self.model.fired[rule.alias_of]
        for level in range(TOP + 1):
            alone = both(fired.any, fired.at_least(level), negated(other.at_least(level)))
            if level == 0:
                alone = both(fired.any, negated(other.any))
            found = self._search.plainest(alone)
            if found is not None:
                case = situation(self.model.inputs, found)
                replay(self.model, case, rule.id)
                yield Fault(
                    self.places.of(rule.id),
                    f"is no alias of {rule.alias_of}, which does not say so here",
                    case.in_words(),
                )
                return

    def _proof(self, fired: Fired, plain: object) -> RuleProof:
        rule = fired.rule
        for form in (plain, fired.emergency if rule.emergency_when else plain):
            found = self._search.any(form)
            assert found is not None
            replay(self.model, situation(self.model.inputs, found), rule.id)
        return RuleProof(
            rule.id,
            rule.area,
            rule.then,
            bool(rule.emergency_when),
            rule.alias_of,
            self._covered_by(fired),
        )

    def _covered_by(self, fired: Fired) -> tuple[str, ...]:
        """Return rules of the same or a higher disposition that always fire with this one."""
        level = rank(fired.rule.then)
        silent = {
            z3.Not(formula(other.at_least(level) if level else other.any)): name
            for name, other in self.model.fired.items()
            if name != fired.rule.id
            and (rank(other.rule.then) >= level or other.emergency is not False)
        }
        core = self._search.core([formula(fired.any)], list(silent))
        if core is None:
            return ()
        for one in list(core):  # the smallest set that still covers it
            fewer = [other for other in core if other is not one]
            if self._search.core([formula(fired.any)], fewer) is not None:
                core = fewer
        return tuple(sorted(silent[one] for one in core))


class Disagreement(Exception):
    """The formulas and the engine disagree on a case: the proof itself is wrong."""


def replay(model: Model, case: Situation, rule: str) -> None:
    """Run a case through the engine: the rule must fire; raises Disagreement."""
    decision = decide(model.ps, case.areas, case.answers, case.context)
    if rule not in decision.rules:
        raise Disagreement(f"{rule} does not fire for {case.in_words()}")
