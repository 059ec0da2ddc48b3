"""One case as a set of single items, so that each can be left out: what a difference is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from afterdose.proof.situations import TODAY, Situation
from afterdose.triage.schema import ProtocolSet
from afterdose.triage.situation import DAY


class Item(msgspec.Struct, frozen=True, order=True):
    """One thing that is known: ``kind`` area, finding, answer, context, lab or baseline.

    ``name`` is the area, finding, question, key or test; ``value`` an option of an answer,
    "not_sure", "silent", "number", "impossible" or "words", the text of a key, else empty. The
    numbers themselves stand beside, in a case.
    """

    kind: str
    name: str
    value: str = ""

    @property
    def variable(self) -> str:
        """The name of the solver's variable that says whether this is there."""
        shown = {"not_sure": "?"}.get(self.value, self.value)
        if self.kind == "answer":
            return f"{self.name}={shown}"
        if self.kind == "context":
            return f"context:{self.name}={shown}" if shown else f"context:{self.name}"
        return {
            "area": f"area:{self.name}",
            "finding": f"finding:{self.name}",
            "lab": f"lab:{self.name}",
            "baseline": f"lab:{self.name}:has_baseline",
        }[self.kind]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of the numbers that belong to this item."""
        if self.kind == "answer" and self.value == "number":
            return (f"{self.name}:number",)
        if self.kind == "lab":
            return (f"lab:{self.name}:value", f"lab:{self.name}:age")
        return (f"lab:{self.name}:baseline",) if self.kind == "baseline" else ()


class Known(msgspec.Struct, frozen=True):
    """Items with their numbers: by the solver's names for them, ``D`` among them."""

    items: frozenset[Item]
    numbers: Mapping[str, float]

    def without(self, item: Item) -> Known:
        """Return what is known if one item was not; a baseline goes with its test."""
        gone = {item}
        if item.kind == "lab":
            gone.add(Item("baseline", item.name))
        return Known(self.items - gone, self.numbers)

    def case(self, ps: ProtocolSet) -> Situation:
        """Return the case as a set takes it: what the set does not know is left out."""
        found = Situation([], {}, {"today": TODAY.isoformat(), DAY: int(self.numbers["D"])})
        for item in sorted(self.items):
            if item.kind == "area" and item.name in ps.areas:
                found.areas.append(item.name)
            elif item.kind == "finding" and item.name in ps.findings:
                found.answers[item.name] = True
            elif item.kind == "answer" and item.name in ps.questions:
                self._answer(ps, item, found.answers)
            elif item.kind == "context" and item.name in ps.context:
                number = self.numbers.get(f"context:{item.name}:number")
                found.context[item.name] = item.value or (True if number is None else int(number))
            elif item.kind == "lab" and item.name in ps.labs:
                found.context.setdefault("labs", {})[item.name] = self._lab(item.name)
        return found

    def _answer(self, ps: ProtocolSet, item: Item, answers: dict[str, Any]) -> None:
        question = ps.questions[item.name]
        if item.value == "number":
            if question.answer in ("temperature", "number", "duration"):
                answers[item.name] = self.numbers[f"{item.name}:number"]
        elif item.value in ("not_sure", "silent"):
            answers[item.name] = item.value
        elif item.value == "impossible":
            answers[item.name] = 70.0  # degrees in neither unit
        elif item.value == "words":
            answers[item.name] = "x"
        elif question.answer == "yes_no" or item.value in {o.id for o in question.options}:
            listed = answers.get(item.name, [])
            answers[item.name] = [*listed, item.value] if question.answer == "multi" else item.value

    def _lab(self, test: str) -> dict[str, Any]:
        age = int(self.numbers[f"lab:{test}:age"])
        lab: dict[str, Any] = {
            "value": self.numbers[f"lab:{test}:value"],
            "taken_on": (TODAY - timedelta(days=age)).isoformat(),
        }
        if Item("baseline", test) in self.items:
            lab["baseline"] = self.numbers[f"lab:{test}:baseline"]
        return lab


def known(situations: Iterable[Situation]) -> Known:
    """Return what some readings of one case by different sets hold together."""
    items: set[Item] = set()
    numbers: dict[str, float] = {}
    for one in situations:
        items |= {Item("area", area) for area in one.areas}
        for name, value in one.answers.items():
            _answered(name, value, items, numbers)
        for name, value in one.context.items():
            _recorded(name, value, items, numbers)
    return Known(frozenset(items), numbers)


def _answered(name: str, value: Any, items: set[Item], numbers: dict[str, float]) -> None:
    if value is True:
        items.add(Item("finding", name))
    elif isinstance(value, float):
        items.add(Item("answer", name, "impossible" if value == 70.0 else "number"))
        numbers[f"{name}:number"] = value
    else:
        listed = value if isinstance(value, list) else ["words" if value == "x" else value]
        items |= {Item("answer", name, one) for one in listed}


def _recorded(name: str, value: Any, items: set[Item], numbers: dict[str, float]) -> None:
    if name == DAY:
        numbers["D"] = value
    elif name == "labs":
        for test, lab in value.items():
            items.add(Item("lab", test))
            numbers[f"lab:{test}:value"] = lab["value"]
            numbers[f"lab:{test}:age"] = (TODAY - date.fromisoformat(lab["taken_on"])).days
            if "baseline" in lab:
                items.add(Item("baseline", test))
                numbers[f"lab:{test}:baseline"] = lab["baseline"]
    elif isinstance(value, str) and name != "today":
        items.add(Item("context", name, value))
    elif name != "today":
        items.add(Item("context", name))
        if not isinstance(value, bool):
            numbers[f"context:{name}:number"] = value
