"""The no-rule default: whether it is always there, and which rules stand in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from afterdose.proof.faults import Fault, Places
from afterdose.proof.model import Model
from afterdose.proof.search import Search
from afterdose.proof.situations import situation
from afterdose.proof.values import both, either, negated
from afterdose.triage.dispositions import rank


@dataclass(frozen=True)
class Replaced:
    """A rule that stands where the default would be higher: clinical-basis.md 0 allows it."""

    rule: str
    area: str
    disposition: str
    default: str
    case: str


def undecided(model: Model, places: Places) -> Iterator[Fault]:
    """Yield a dead end: a case without any rule for which no default is declared."""
    nothing = both(
        negated(model.default_used), *(negated(fired.any) for fired in model.fired.values())
    )
    found = Search(model).plainest(nothing)
    if found is not None:
        yield Fault(
            places.of("no_rule"),
            "a dead end: no rule and no default decides this case",
            situation(model.inputs, found).in_words(),
        )


def replaced(model: Model) -> Iterator[Replaced]:
    """Yield the rules that lower a case below what its default would be without them."""
    search = Search(model)
    holds = [model.names.holds(default.when) for default in model.ps.no_rule]
    for fired in model.fired.values():
        level = rank(fired.rule.then)
        for i, default in enumerate(model.ps.no_rule):
            if rank(default.then) <= level:
                continue
            first = both(holds[i], negated(either(*holds[:i])))
            found = search.any(fired.any, first, negated(model.at_least(rank(default.then))))
            if found is not None:
                yield Replaced(
                    fired.rule.id,
                    fired.rule.area,
                    fired.rule.then,
                    default.then,
                    situation(model.inputs, found).in_words(),
                )
                break
