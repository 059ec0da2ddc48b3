"""How the rules decided the labelled cases of one part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from afterdose.evaluation.rates import rate
from afterdose.evaluation.records import Record, RecordError
from afterdose.evaluation.sets import Labelled
from afterdose.evaluation.wordings import protocols
from afterdose.triage.decide import decide
from afterdose.triage.dispositions import DISPOSITIONS, rank
from afterdose.triage.situation import check_context


@dataclass(frozen=True)
class Decided:
    """A labelled case and its decision."""

    item: Labelled
    disposition: str
    rules: tuple[str, ...]

    @property
    def lower(self) -> bool:
        """Whether the decision is lower than the label."""
        return rank(self.disposition) < rank(str(self.item.expected["disposition"]))


def decided(item: Labelled) -> Decided:
    """Decide {"area","answers","context"} as `afterdose decide` does; raises ValueError."""
    record: Record = item.record
    area, answers, context = record["area"], record.get("answers"), record.get("context") or {}
    areas = [area] if isinstance(area, str) else area
    if (
        not isinstance(areas, list)
        or not isinstance(answers, dict)
        or not isinstance(context, dict)
    ):
        raise RecordError("area is a name or a list, answers and context are objects")
    check_context(protocols(), context)
    decision = decide(protocols(), areas, answers, context)
    return Decided(item, decision.disposition, tuple(decision.rules))


def figures(cases: Sequence[Decided]) -> dict[str, Any]:
    """Return all figures of these cases as plain data."""
    pairs = Counter((str(c.item.expected["disposition"]), c.disposition) for c in cases)
    order = DISPOSITIONS[::-1]
    return {
        "cases": len(cases),
        "rates": {
            "right": rate(c.disposition == c.item.expected["disposition"] for c in cases).to_json(),
            "lower": rate(c.lower for c in cases).to_json(),
        },
        "confusion": {one: {other: pairs[one, other] for other in order} for one in order},
        "misses": [
            {
                "id": c.item.id,
                "expected": c.item.expected["disposition"],
                "disposition": c.disposition,
                "rules": list(c.rules),
            }
            for c in sorted(cases, key=lambda c: (not c.lower, c.item.id))
            if c.disposition != c.item.expected["disposition"]
        ],
    }
