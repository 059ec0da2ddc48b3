"""Cases of one area, written down in YAML: where each rule fires, and where it just does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from afterdose.triage.decision import Decision
from tests.triage.cases import case, lab

FOLDER = Path(__file__).parent
NO_ANSWERS = ("day", "labs", "more", "areas", "then", "rule", "says", "asked")
LEVEL = {"E": "emergency", "U": "urgent", "S": "soon", "R": "routine"}


class Table:
    """The cases of one file: its calm answers, with what differs in each case."""

    def __init__(self, area: str) -> None:
        data = yaml.safe_load((FOLDER / f"{area}.yml").read_text("utf-8"))
        self.area, self.calm, self.rules = area, data["calm"], data["rules"]
        self.examples = data.get("examples", [])

    def fires(self) -> list[Any]:
        """Return (rule, case) for each case on which a rule must fire."""
        return self._rows("fires")

    def beside(self) -> list[Any]:
        """Return (rule, case) for each case just beside the rule."""
        return self._rows("beside")

    def decide(self, row: dict[str, Any]) -> Decision:
        """Decide the calm case with what the row changes; `asked: only` leaves the calm out."""
        changed = {k: v for k, v in row.items() if k not in NO_ANSWERS}
        calm = {} if row.get("asked") == "only" else self.calm
        labs = {name: _lab(value) for name, value in row.get("labs", {}).items()} or None
        return case(
            row.get("areas", [self.area]),
            {**calm, **changed},
            row.get("day", 400),
            labs,
            row.get("more"),
        )

    def _rows(self, kind: str) -> list[Any]:
        return [
            pytest.param(rule, row, id=f"{rule}-{n}")
            for rule, kinds in self.rules.items()
            for n, row in enumerate(kinds[kind])
        ]


def expected(rule: str, row: dict[str, Any]) -> str:
    """Return the disposition that a case must have: its own, or that of the rule's letter."""
    return str(row["then"]) if "then" in row else LEVEL[rule[0]]


def _lab(value: dict[str, Any]) -> dict[str, Any]:
    return lab(value["value"], value.get("days_ago", 10), value["unit"]) | {
        k: v for k, v in value.items() if k == "baseline"
    }
