"""Looking for a case: any that fulfils some conditions, then the plainest one."""

from __future__ import annotations

from typing import Any

import z3

from afterdose.proof.model import Model
from afterdose.proof.values import formula, negated
from afterdose.triage.schema import NONE

PLAIN_DAY = 400


class Search:
    """Searches the inputs of one model; conditions are formulas over them."""

    def __init__(self, model: Model, *always: Any) -> None:
        self.model = model
        self._solver = z3.Solver()
        self._solver.add(*model.rules, *(formula(one) for one in always))

    def add(self, *always: Any) -> None:
        """Demand more of every case."""
        self._solver.add(*(formula(one) for one in always))

    def exists(self, *conditions: Any) -> bool:
        """Say whether any input fulfils all conditions."""
        return self._check([formula(one) for one in conditions])

    def any(self, *conditions: Any) -> z3.ModelRef | None:
        """Return some case, whichever comes first."""
        return self._solver.model() if self.exists(*conditions) else None

    def plainest(self, *conditions: Any) -> z3.ModelRef | None:
        """Return a case in which as little as possible is named, answered or known."""
        kept = [formula(one) for one in conditions]
        if not self._check(kept):
            return None
        for wishes in self._wishes():
            self._keep(kept, wishes)
        assert self._check(kept)
        return self._solver.model()

    def core(self, conditions: list[Any], of: list[Any]) -> list[Any] | None:
        """Return those of ``of`` that contradict ``conditions``; None if nothing does."""
        if self._check([*conditions, *of]):
            return None
        wanted = set(of)
        return [one for one in self._solver.unsat_core() if one in wanted]

    def _check(self, conditions: list[Any]) -> bool:
        result = self._solver.check(*conditions)
        assert result != z3.unknown, self._solver.reason_unknown()
        return bool(result == z3.sat)

    def _keep(self, kept: list[Any], wishes: list[Any]) -> None:
        if not wishes:
            return
        if self._check([*kept, *wishes]):
            kept += wishes
        elif len(wishes) > 1:
            middle = len(wishes) // 2
            self._keep(kept, wishes[:middle])
            self._keep(kept, wishes[middle:])

    def _wishes(self) -> list[list[Any]]:
        inputs = self.model.inputs
        unsure = [one.not_sure for one in inputs.answers.values()]
        unsure += [one.silent for one in inputs.answers.values()]
        unsure += [one.unclear for one in inputs.answers.values() if one.unclear is not None]
        told = [f for flags in inputs.texts.values() for n, f in flags.items() if n == "other"]
        counts = [n.variable == 0 for n in inputs.counts.values()]
        given = [n.given for n in inputs.counts.values() if not isinstance(n.given, bool)]
        denials = [
            z3.Or(z3.Not(one.given), one.options[denial])
            for one in inputs.answers.values()
            for denial in (NONE, "no")
            if denial in one.options
        ]
        own = [  # no answer to a question of an area that is not open
            z3.Or(negated(one.given), inputs.areas[one.question.area])
            for one in inputs.answers.values()
            if one.question.area in inputs.areas
        ]
        return [
            own,
            [z3.Not(f) for f in inputs.findings.values()],
            [z3.Not(f) for f in (*inputs.flags.values(), *told, *given)] + counts,
            [z3.Not(lab.done) for lab in inputs.labs.values()],
            [z3.Not(f) for f in unsure],
            [negated(one.given) for one in inputs.answers.values()],
            denials,
            [z3.Not(f) for f in inputs.areas.values()],
            [inputs.day == PLAIN_DAY],
            [lab.age == 10 for lab in inputs.labs.values()],
        ]
