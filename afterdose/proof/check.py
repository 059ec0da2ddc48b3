"""All checks of one folder of protocols, side by side on all processors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from afterdose.proof.conditions import (
    conditions,
    days_left_out,
    not_computed,
    unknown_day_decides,
)
from afterdose.proof.defaults import Replaced, replaced, undecided
from afterdose.proof.faults import Fault, Places, of_error
from afterdose.proof.firing import Firing, RuleProof
from afterdose.proof.model import Model
from afterdose.proof.order import OrderProof, Orders
from afterdose.proof.paths import PathProof, Paths
from afterdose.proof.required import Required, named, not_there, rows
from afterdose.proof.settings import settings
from afterdose.proof.syntax import OutsideSubset
from afterdose.proof.texts import Segments, Text, Texts
from afterdose.triage.errors import ProtocolError
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import ProtocolSet

Proof = RuleProof | OrderProof | PathProof | Replaced
_AT_ONCE = 15  # rules that one worker looks at in a row


@dataclass(frozen=True)
class Basis:
    """What a folder of protocols is held against."""

    root: Path
    settings: Path  # data/proof.yml
    rules: Path  # data/clinical_rules.yml
    questions: Path  # docs/clinical-questions.md
    segments: Segments


@dataclass
class Result:
    """Everything that is wrong, and everything that was proved."""

    ps: ProtocolSet | None = None
    faults: list[Fault] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    tell: Callable[[Fault], None] = lambda _: None

    def of(self, kind: type[Any]) -> list[Any]:
        """Return the proofs of one kind."""
        return [proof for proof in self.proofs if isinstance(proof, kind)]

    def take(self, found: Iterable[Fault | Proof]) -> None:
        """Add what a check found."""
        for one in found:
            if isinstance(one, Fault):
                self.faults.append(one)
                self.tell(one)
            else:
                self.proofs.append(one)


class Checks:
    """The single checks of one folder; formulas are made when first needed.

    Raises ProtocolError for a folder that cannot be loaded.
    """

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        self.ps = load_protocols(basis.root)
        self.places = Places(basis.root)
        self.settings = settings(basis.settings)

    @cached_property
    def model(self) -> Model:
        """The set as formulas."""
        return Model(self.ps)

    @cached_property
    def _firing(self) -> Firing:
        return Firing(self.model, self.places)

    @cached_property
    def _orders(self) -> Orders:
        return Orders(self.ps, self.places, self.settings.exceptions)

    @cached_property
    def _paths(self) -> Paths:
        return Paths(self.ps, self.places)

    @cached_property
    def texts(self) -> Texts:
        """The texts, measured."""
        return Texts(self.ps, self.settings, self.basis.segments, self.places)

    def unreadable(self) -> list[Fault]:
        """Return conditions without which nothing else can be looked at."""
        found = list(not_computed(self.ps, self.places))
        try:
            found = found or [
                *days_left_out(self.ps, self.places),
                *unknown_day_decides(self.ps, self.places),
            ]
            if not found:
                assert self.model
        except OutsideSubset as error:
            found.append(Fault(self._place(str(error)), f"the proof cannot read: {error}"))
        return found

    def _place(self, error: str) -> str:
        """Return the place of the condition with which an error begins."""
        named_in = (n for n, expression in conditions(self.ps) if error.startswith(expression))
        return self.places.of(next(named_in, "protocols"))

    def wording(self) -> Iterator[Fault]:
        """Yield what is wrong with texts."""
        yield from self.texts.faults()

    def listed(self) -> Iterator[Fault]:
        """Yield rules of the clinical basis that are missing or lower."""
        explained = named(self.basis.questions)
        yield from not_there(self.ps, rows(self.basis.rules), explained, self.places)

    def required(self) -> Iterator[Fault]:
        """Yield emergencies of the clinical basis that are none for some answers."""
        yield from Required(self.model, self.places).faults(rows(self.basis.rules))

    def defaults(self) -> Iterator[Fault | Replaced]:
        """Yield dead ends, and rules that stand below the default."""
        yield from undecided(self.model, self.places)
        yield from replaced(self.model)

    def rules(self, ids: Iterable[str]) -> Iterator[Fault | RuleProof]:
        """Yield what holds for some rules."""
        yield from self._firing.faults(ids)

    def order(self, question: str) -> Iterator[Fault | OrderProof]:
        """Yield what holds for the order of one question's answers."""
        yield from self._orders.faults(question)

    def path(self, area: str) -> Iterator[Fault | PathProof]:
        """Yield what holds for the paths of one area."""
        yield from self._paths.faults(area)


def check(
    basis: Basis, workers: int | None = None, tell: Callable[[Fault], None] = lambda _: None
) -> Result:
    """Prove everything of a folder of protocols.

    ``workers``: processes, all processors if None; ``tell`` hears of each fault when it is found.
    """
    result = Result(tell=tell)
    try:
        checks = Checks(basis)
    except ProtocolError as error:
        result.take([of_error(error)])
        return result
    result.ps = checks.ps
    unreadable = checks.unreadable()
    result.take([*unreadable, *checks.listed(), *checks.wording()])
    result.texts = checks.texts.all
    if unreadable:
        return result
    ids = [rule.id for rule in checks.ps.rules]
    work: list[tuple[str, tuple[Any, ...]]] = [("path", (area,)) for area in checks.ps.areas]
    work += [("order", (question,)) for question in checks.ps.questions]
    work += [("required", ()), ("defaults", ())]
    work += [("rules", (ids[i : i + _AT_ONCE],)) for i in range(0, len(ids), _AT_ONCE)]
    with ProcessPoolExecutor(
        workers or os.cpu_count(), get_context("spawn"), _begin, (basis,)
    ) as pool:
        for found in pool.map(_do, work):
            result.take(found)
    return result


_checks: Checks | None = None


def _begin(basis: Basis) -> None:
    global _checks
    _checks = Checks(basis)


def _do(work: tuple[str, tuple[Any, ...]]) -> list[Any]:
    assert _checks is not None
    method: Callable[..., Iterator[Any]] = getattr(_checks, work[0])
    return list(method(*work[1]))
