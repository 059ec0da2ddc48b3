"""Read all protocols into one checked set."""

from __future__ import annotations

import hashlib
import re
from copy import deepcopy
from functools import reduce
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from operator import getitem
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from afterdose.triage import integrity, names
from afterdose.triage.document import Document, Where
from afterdose.triage.errors import ProtocolError
from afterdose.triage.joined import Joined
from afterdose.triage.schema import Protocol, ProtocolSet, Shared

T = TypeVar("T", Protocol, Shared)


def load_protocols(root: Path) -> ProtocolSet:
    """Read ``root/*.yml`` (areas) and ``root/shared/*.yml``, and check that all fits.

    Raises ProtocolError with file, line, field and reason for the first thing wrong.
    """
    if not list(root.glob("*.yml")):
        raise ProtocolError(str(root), 1, "file", "there are no protocols here")
    areas = [_filled(*_read(f, f.name, Protocol)) for f in sorted(root.glob("*.yml"))]
    shared = [
        _filled(*_read(f, f"shared/{f.name}", Shared)) for f in sorted(root.glob("shared/*.yml"))
    ]
    digest = hashlib.sha256()
    for document in chain((d for d, _ in areas), (d for d, _ in shared)):
        digest.update(document.name.encode() + b"\0" + document.bytes + b"\0")
    joined = Joined(areas, shared)
    limits = {name: limit.value for name, limit in joined.limits.items()}
    whole = ProtocolSet(
        hash=digest.hexdigest(),
        version=joined.release,
        languages=joined.languages,
        areas={p.area: p for _, p in areas},
        gate=tuple(q for _, s in shared for q in s.questions),
        questions={q.id: q for q in joined.questions},
        rules=joined.rules,
        findings=joined.findings,
        limits=joined.limits,
        terms=joined.terms,
        term_levels=_term_levels(joined),
        labs=joined.labs,
        context=joined.context,
        buckets=joined.buckets,
        temperature=joined.temperature,
        raises=joined.raises,
        adding_up=joined.adding_up,
        no_rule=joined.no_rule,
        guidance=joined.guidance,
        days=_days(joined, limits),
        questions_per_area=joined.questions_per_area,
        text_length=joined.text_length,
    )
    integrity.check(whole, areas, shared)
    return whole


def _read(file: Path, name: str, kind: type[T]) -> tuple[Document, T]:
    document = Document(file, name)
    try:
        return document, msgspec.convert(document.data, kind)
    except msgspec.ValidationError as error:
        raise _wrong_shape(document, str(error), kind) from None


def _wrong_shape(document: Document, error: str, kind: type[Any]) -> ProtocolError:
    message, _, path = error.partition(" - at `")
    place = _where(document.data, path.rstrip("`"), kind)
    unknown = re.search(r"unknown field `(\w+)`", message)
    if unknown:
        return document.error((*place, unknown.group(1)), "is not known")
    return document.error(place, message)


def _where(data: Any, path: str, kind: type[Any]) -> Where:
    """Read a path of msgspec, such as ``$.questions[2].text[...]``.

    It does not name the key of a mapping: the keys are tried one by one.
    """
    found: list[Any] = []
    for name, index in re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", path):
        if index == "...":
            found.append(_wrong_key(data, tuple(found), path, kind))
        else:
            found.append(name or int(index))
    return tuple(found)


def _wrong_key(data: Any, where: Where, path: str, kind: type[Any]) -> Any:
    for key, value in reduce(getitem, where, data).items():
        alone = deepcopy(data)
        mapping = reduce(getitem, where, alone)
        mapping.clear()
        mapping[key] = value
        try:
            msgspec.convert(alone, kind)
        except msgspec.ValidationError as error:
            if path in str(error):
                return key
    return "?"  # not reached: one of the keys is wrong


def _filled(document: Document, part: T) -> tuple[Document, T]:
    """Write the area and the organ of a file into its questions and rules."""
    replace = msgspec.structs.replace
    questions = tuple(replace(q, area=part.area) for q in part.questions)
    rules = tuple(replace(r, area=part.area, organ=r.organ or part.organ) for r in part.decisions)
    return document, replace(part, questions=questions, decisions=rules)


def _term_levels(joined: Joined) -> tuple[tuple[str, ...], ...]:
    terms = joined.terms
    sorter = TopologicalSorter(
        {
            name: [n for e in expressions for n in names.names(e) if n in terms]
            for name, expressions in terms.items()
        }
    )
    try:
        sorter.prepare()
    except CycleError as error:
        ring = list(error.args[1])
        document, where = joined.term_lines[ring[0]]
        raise document.error(where, f"defined by itself: {' → '.join(ring)}") from None
    levels = []
    while sorter.is_active():
        levels.append(sorter.get_ready())
        sorter.done(*levels[-1])
    return tuple(levels)


def _days(joined: Joined, limits: dict[str, float]) -> tuple[int, ...]:
    """Return the days that stand for all days on which something changes."""
    edges: set[int] = set()
    for expression in joined.expressions():
        edges |= names.day_edges(expression, limits)
    for bucket in joined.buckets.values():
        edges |= {bucket.first} | ({bucket.last} if bucket.last is not None else set())
    unknown = [b for b in joined.buckets.values() if b.unknown]
    last = max(b.last for b in unknown if b.last is not None)
    near = {day + step for day in edges for step in (-1, 0, 1)}
    return tuple(sorted(day for day in near if 0 <= day <= last))
