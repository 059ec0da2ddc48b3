"""What was proved, as one page that a clinician can read and print."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from afterdose.proof.check import Result
from afterdose.proof.defaults import Replaced
from afterdose.proof.firing import RuleProof
from afterdose.proof.inputs import Inputs
from afterdose.proof.order import OrderProof
from afterdose.proof.paths import PathProof
from afterdose.proof.texts import Text
from afterdose.triage.schema import NONE, ProtocolSet

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Area:
    """All that the page says about one area."""

    id: str
    name: str
    signed: str  # who approved the file, or nothing
    version: str
    path: PathProof | None
    rules: list[RuleProof]
    orders: list[OrderProof]
    replaced: list[Replaced]
    confidence: dict[str, int]
    grades: dict[str, tuple[float, Text]]  # language → highest grade and its text
    segments: dict[str, tuple[int, Text]]  # language → most segments and its text


def page(result: Result) -> str:
    """Return the page; ``result`` must have a protocol set."""
    ps = result.ps
    assert ps is not None
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    shown = [*ps.areas, *sorted({rule.area for rule in ps.rules} - set(ps.areas))]
    return environment.get_template("report.html").render(
        ps=ps,
        faults=result.faults,
        areas=[_area(ps, result, area) for area in shown],
        combinations=combinations(ps),
        left_out=[one for one in result.of(OrderProof) if one.left_out],
        unordered=[one for one in result.of(OrderProof) if one.order == "no order"],
        unsigned=[p.area for p in ps.areas.values() if p.sign_off.name is None],
    )


def combinations(ps: ProtocolSet) -> int:
    """Return the power of ten of the number of inputs, every number cut at every edge only."""
    inputs = Inputs(ps)
    edges = len({limit.value for limit in ps.limits.values()}) + 1
    power = 0.0
    for answer in inputs.answers.values():
        ways = len(answer.flags) + 1 + (edges if answer.amount is not None else 0)
        if answer.question.answer == "multi":
            ways = 2 ** sum(o != NONE for o in answer.options) + 3
        power += log10(ways)
    switches = len(inputs.findings) + len(inputs.areas) + len(inputs.flags)
    power += switches * log10(2) + len(inputs.labs) * log10(2 * edges) + log10(len(ps.days))
    return int(power)


def _area(ps: ProtocolSet, result: Result, area: str) -> Area:
    def own(kind: type[Any]) -> list[Any]:
        return [one for one in result.of(kind) if one.area == area]

    protocol = ps.areas.get(area)
    paths: list[PathProof] = own(PathProof)
    texts = [text for text in result.texts if text.area == area]
    graded = [(t.grade, t) for t in texts if t.grade is not None and t.kind != "example"]
    return Area(
        id=area,
        name=protocol.name["en"] if protocol else "for all areas",
        signed=(protocol.sign_off.name or "") if protocol else "",
        version=protocol.version if protocol else "",
        path=paths[0] if paths else None,
        rules=own(RuleProof),
        orders=own(OrderProof),
        replaced=own(Replaced),
        confidence=dict(sorted(Counter(r.confidence for r in ps.rules if r.area == area).items())),
        grades={
            language: max(((g, t) for g, t in graded if t.language == language), key=_first)
            for language in ps.languages
            if any(t.language == language for _, t in graded)
        },
        segments={
            language: max(((t.segments, t) for t in texts if t.language == language), key=_first)
            for language in ps.languages
            if any(t.language == language for t in texts)
        },
    )


def _first(pair: tuple[Any, Text]) -> Any:
    return pair[0]
