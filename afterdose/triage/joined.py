"""All files put together: what stands twice or is missing is refused here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from afterdose.triage.document import Document, Where
from afterdose.triage.errors import ProtocolError
from afterdose.triage.schema import (
    AddingUp,
    ContextKey,
    Default,
    Depends,
    Fitting,
    Guidance,
    LabTest,
    Limit,
    Protocol,
    Question,
    Raise,
    Rule,
    Shared,
    Temperature,
)

_NAME = "name"  # questions, terms and context share the names of an expression
Files = list[tuple[Document, Protocol]]
SharedFiles = list[tuple[Document, Shared]]
_SINGLE = (
    "release",
    "languages",
    "temperature",
    "questions_per_area",
    "text_length",
    "no_rule",
    "mild_findings",
    "buckets",
)


class Joined:
    """The parts of all files by name; every name and id stands exactly once."""

    release: str
    languages: tuple[str, ...]
    temperature: Temperature
    questions_per_area: int
    text_length: int
    no_rule: tuple[Default, ...]
    mild_findings: tuple[str, ...]
    buckets: dict[str, Any]

    def __init__(self, areas: Files, shared: SharedFiles) -> None:
        self._places: dict[tuple[str, str], str] = {}
        self.term_lines: dict[str, tuple[Document, Where]] = {}
        self.questions: tuple[Question, ...] = ()
        self.rules: tuple[Rule, ...] = ()
        self.raises: tuple[Raise, ...] = ()
        self.adding_up: tuple[AddingUp, ...] = ()
        self.findings: dict[str, str] = {}
        self.limits: dict[str, Limit] = {}
        self.terms: dict[str, tuple[str, ...]] = {}
        self.labs: dict[str, LabTest] = {}
        self.context: dict[str, ContextKey] = {}
        self.guidance: dict[str, Guidance] = {}
        for document, protocol in areas:
            self._once(document, ("area",), "area", protocol.area)
            self._add(document, protocol)
        for document, part in shared:
            self._add(document, part)
            self._add_shared(document, part)
        for name in _SINGLE:
            if not hasattr(self, name):
                raise ProtocolError("shared", 1, name, "stands in no shared file")

    def expressions(self) -> Iterator[str]:
        """Yield every condition of the set."""
        for rule in self.rules:
            yield rule.when
            yield rule.emergency_when
        for question in self.questions:
            yield question.ask_when
            for value in (question.not_sure, question.silent):
                if isinstance(value, Depends):
                    yield value.when
        yield from (row.when for row in self.raises)
        yield from (row.as_one_when for row in self.adding_up)
        yield from (default.when for default in self.no_rule)
        for alternatives in self.terms.values():
            yield from alternatives

    def said_when(self) -> tuple[str, ...]:
        """Return the conditions under which sentences of the guidance are said, each once."""
        advice = (
            texts
            for by_disposition in self.guidance.values()
            for by_language in by_disposition.values()
            for texts in by_language.values()
        )
        found = (s.when for a in advice for _, s in a.sentences() if isinstance(s, Fitting))
        return tuple(dict.fromkeys(found))

    def _add(self, document: Document, part: Protocol | Shared) -> None:
        for i, question in enumerate(part.questions):
            self._once(document, ("questions", i, "id"), _NAME, question.id)
        for i, rule in enumerate(part.decisions):
            self._once(document, ("decisions", i, "id"), "rule", rule.id)
        for name in part.findings:
            self._once(document, ("findings", name), "finding", name)
        self.questions += part.questions
        self.rules += part.decisions
        self.findings |= part.findings
        self.guidance[part.area] = {**self.guidance.get(part.area, {}), **part.guidance}

    def _add_shared(self, document: Document, part: Shared) -> None:
        for kind, as_what in (
            ("limits", "limit"),
            ("labs", "lab"),
            ("terms", _NAME),
            ("context", _NAME),
        ):
            for name in getattr(part, kind):
                self._once(document, (kind, name), as_what, name)
        for kind in ("raises", "adding_up"):
            for i, row in enumerate(getattr(part, kind)):
                self._once(document, (kind, i, "id"), "rule", row.id)
        self.limits |= part.limits
        self.labs |= part.labs
        self.context |= part.context
        self.raises += part.raises
        self.adding_up += part.adding_up
        for name, term in part.terms.items():
            self.terms[name] = (term,) if isinstance(term, str) else term
            self.term_lines[name] = (document, ("terms", name))
        for name in _SINGLE:
            value = getattr(part, name)
            if value:
                self._once(document, (name,), "part", name)
                setattr(self, name, value)

    def _once(self, document: Document, where: Where, kind: str, name: str) -> None:
        earlier = self._places.get((kind, name))
        if earlier:
            raise document.error(where, f"{name} stands in {earlier} already")
        self._places[(kind, name)] = f"{document.name}:{document.line(where)}"
