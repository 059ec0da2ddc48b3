"""Formulas over two models of a protocol set: where their rules are apart, and how high each is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import z3

from afterdose.proof.model import TOP, Model
from afterdose.proof.values import formula


def rules_apart(old: Model, new: Model) -> Iterator[Any]:
    """Yield when a rule, raise or default holds in one set and not in the other."""
    for name in old.fired.keys() | new.fired.keys():
        for least in range(TOP + 1):
            sides = [
                m.fired[name].at_least(least) if name in m.fired else False for m in (old, new)
            ]
            yield z3.Xor(formula(sides[0]), formula(sides[1]))
    for rows in ("raises", "no_rule"):
        before, after = (
            {getattr(row, "id", str(n)): row for n, row in enumerate(getattr(m.ps, rows))}
            for m in (old, new)
        )
        for name in before.keys() | after.keys():
            holds = [
                m.holds(found[name].when) if name in found else z3.BoolVal(False)
                for m, found in ((old, before), (new, after))
            ]
            yield z3.Xor(*holds)


def level(model: Model, found: z3.ModelRef) -> int:
    """Return the rank of an assignment."""
    return sum(
        z3.is_true(found.eval(model.at_least(n), model_completion=True)) for n in range(1, TOP + 1)
    )
