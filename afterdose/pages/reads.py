"""What conditions read: questions, named conditions, limits and laboratory tests."""

from __future__ import annotations

from collections.abc import Iterable

from afterdose.triage import names
from afterdose.triage.schema import ProtocolSet


class Reads:
    """All that some conditions read, through the conditions with a name that they use."""

    def __init__(self, ps: ProtocolSet, expressions: Iterable[str]) -> None:
        self.questions: dict[str, None] = {}
        self.terms: dict[str, None] = {}
        self.limits: dict[str, None] = {}
        self.findings: dict[str, None] = {}
        waiting = list(expressions)
        while waiting:
            for name in names.names(waiting.pop(0)):
                if name in ps.terms and name not in self.terms:
                    self.terms[name] = None
                    waiting += ps.terms[name]
                elif name in ps.questions:
                    self.questions[name] = None
                elif name in ps.findings:
                    self.findings[name] = None
                elif name.startswith("limit."):
                    self.limits[name.removeprefix("limit.")] = None


def answers(ps: ProtocolSet, area: str) -> set[str]:
    """Return the questions of an area and those that share their answer with one of them."""
    own = {q.id for q in ps.questions.values() if q.area == area}
    shared = {ps.questions[i].same_as for i in own} - {""}
    return own | shared
