"""Whether every condition can be computed and is understood by the proof."""

from __future__ import annotations

from collections.abc import Iterator

from afterdose.proof.faults import Fault, Places
from afterdose.proof.syntax import Node, OutsideSubset, parse
from afterdose.triage.expressions import program
from afterdose.triage.names import names
from afterdose.triage.schema import Depends, ProtocolSet


def conditions(ps: ProtocolSet) -> Iterator[tuple[str, str]]:
    """Yield every condition of a set with the name of what it belongs to."""
    for rule in ps.rules:
        yield rule.id, rule.when
        if rule.emergency_when:
            yield rule.id, rule.emergency_when
    for question in ps.questions.values():
        yield question.id, question.ask_when
        for value in (question.not_sure, question.silent):
            if isinstance(value, Depends):
                yield question.id, value.when
    for area, protocol in ps.areas.items():
        yield f"area:{area}", protocol.joins_when
        yield f"area:{area}", protocol.opens_when
    for name, alternatives in ps.terms.items():
        yield from ((name, expression) for expression in alternatives)
    yield from ((row.id, row.when) for row in ps.raises)
    for adding in ps.adding_up:
        yield adding.id, getattr(adding, "as_one_when", "false")
    yield from (("no_rule", default.when) for default in ps.no_rule)
    yield from (("guidance", when) for when in ps.said_when)


def not_computed(ps: ProtocolSet, places: Places) -> Iterator[Fault]:
    """Yield conditions that the engine cannot compile or the proof cannot read."""
    for name, expression in conditions(ps):
        try:
            program(expression)
            parse(expression)
        except (ValueError, OutsideSubset) as error:
            yield Fault(places.of(name), f"the condition cannot be computed: {error}")


def unknown_day_decides(ps: ProtocolSet, places: Places) -> Iterator[Fault]:
    """Yield rules that read whether the day is known: an unknown one is the worst of all days."""
    deciding = [(rule.id, rule.when) for rule in ps.rules]
    deciding += [(rule.id, rule.emergency_when) for rule in ps.rules]
    deciding += [(row.id, row.when) for row in ps.raises]
    deciding += [("no_rule", default.when) for default in ps.no_rule]
    for name, expression in deciding:
        waiting, seen = [expression], set[str]()
        while waiting:
            for one in set(names(waiting.pop())) - seen:
                seen.add(one)
                waiting += ps.terms.get(one, ())
        if "day_known" in seen:
            yield Fault(places.of(name), "reads whether the day is known; only questions may")


def days_left_out(ps: ProtocolSet, places: Places) -> Iterator[Fault]:
    """Yield edges of the treatment day that an unknown day does not try."""
    last = max(ps.days)
    for name, expression in conditions(ps):
        for edge in _day_edges(ps, parse(expression)):
            missing = [d for d in (edge - 1, edge, edge + 1) if 0 <= d <= last]
            if not set(missing) <= set(ps.days):
                yield Fault(
                    places.of(name),
                    f"an unknown treatment day does not try day {edge}: {expression}",
                )


def _day_edges(ps: ProtocolSet, node: Node) -> Iterator[int]:
    if node.kind == "compare":
        for one, other in (node.parts, node.parts[::-1]):
            if one.kind == "name" and one.value == "D":
                if other.kind == "number":
                    yield int(other.value)
                elif other.kind == "name" and str(other.value).startswith("limit."):
                    yield int(ps.limits[str(other.value)[6:]].value)
                else:
                    raise OutsideSubset("D is compared with something that is no constant")
    for part in node.parts:
        yield from _day_edges(ps, part)
