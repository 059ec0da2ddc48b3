"""Whether every rule of the clinical basis is there, and every emergency still is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import z3

from afterdose.proof.faults import Fault, Places
from afterdose.proof.model import TOP, Model
from afterdose.proof.search import Search
from afterdose.proof.situations import situation
from afterdose.proof.syntax import OutsideSubset
from afterdose.triage.base import DispositionName
from afterdose.triage.dispositions import EMERGENCY, rank
from afterdose.triage.schema import ProtocolSet


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row of clinical-basis.md: its words, its disposition, and when it is surely reached.

    ``emergency_if``: a condition written from the document, in plain answers and numbers.
    """

    section: str
    row: str
    disposition: DispositionName
    or_emergency: bool = False
    emergency_if: str = ""


def rows(file: Path) -> dict[str, Row]:
    """Read the list of the clinical basis: rule id → row."""
    read = msgspec.yaml.decode(file.read_bytes(), type=dict[str, dict[str, Row]])
    return read["rules"]


def named(file: Path) -> frozenset[str]:
    """Return the rule ids that a document of open questions names."""
    return frozenset(re.findall(r"\b(?:[EUSR][A-Z]\d+|X\d+)\b", file.read_text("utf-8")))


def not_there(
    ps: ProtocolSet, wanted: dict[str, Row], explained: frozenset[str], places: Places
) -> Iterator[Fault]:
    """Yield rules of the clinical basis that are missing or have a lower disposition."""
    there = {rule.id: rule for rule in ps.rules}
    for name, row in wanted.items():
        rule = there.get(name)
        where = f"clinical basis {row.section}: {row.row}"
        if rule is None:
            if name not in explained:
                yield Fault(places.of(name), f"is missing ({where})")
        elif rank(rule.then) < rank(row.disposition):
            yield Fault(
                places.of(name), f"is {rule.then}, but has to be {row.disposition} ({where})"
            )
        elif row.or_emergency and rule.then != EMERGENCY and not rule.emergency_when:
            yield Fault(places.of(name), f"has no emergency form any more ({where})")


class Required:
    """Proves that what the clinical basis calls an emergency is one, whatever else is told."""

    def __init__(self, model: Model, places: Places) -> None:
        self._model = model
        self._places = places
        self._search = Search(model, z3.Not(model.at_least(TOP)))

    def faults(self, wanted: dict[str, Row]) -> Iterator[Fault]:
        """Yield emergencies of the clinical basis that are none for some answers."""
        there = {rule.id for rule in self._model.ps.rules}
        for name, row in wanted.items():
            if not row.emergency_if or name not in there:
                continue
            try:
                found = self._search.plainest(self._model.holds(row.emergency_if))
            except OutsideSubset as error:
                yield Fault(self._places.of(name), f"cannot be looked at: {error}")
                continue
            if found is not None:
                yield Fault(
                    self._places.of(name),
                    f"is no emergency for some answers that have to be one: {row.emergency_if}"
                    f" (clinical basis {row.section}: {row.row})",
                    situation(self._model.inputs, found).in_words(),
                )
