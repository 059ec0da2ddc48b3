"""Whether every name that an expression or a list uses exists."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from afterdose.triage import names
from afterdose.triage.document import Document, Where
from afterdose.triage.schema import ContextKey, LabTest, Limit, Question

LAB_FACTS = ("value", "age", "baseline", "fall", "rise", "ratio")
FREE = ("D", "day_known", "areas", "labs", "labs_fed", "alarming_findings")
YES_NO = ("yes", "no")


class Known:
    """All names that protocols define, to check the ones that they use."""

    def __init__(
        self,
        questions: dict[str, Question],
        findings: Iterable[str],
        terms: Iterable[str],
        limits: dict[str, Limit],
        labs: dict[str, LabTest],
        context: dict[str, ContextKey],
        areas: Iterable[str],
    ) -> None:
        self.questions = questions
        self.findings = set(findings)
        self.areas = set(areas)
        self.limits = limits
        self.simple = {*FREE, *questions, *terms, *context}
        self.dotted = {
            *self.findings,
            *(f"limit.{name}" for name in limits),
            *(f"labs.{test}" for test in labs),
            *(f"labs.{test}.{fact}" for test in labs for fact in LAB_FACTS),
        }

    def check(self, document: Document, where: Where, expression: str) -> None:
        """Refuse an expression with an unknown name, or a text that is no option.

        Raises ProtocolError with file, line and field.
        """
        for name in names.names(expression):
            if name not in self.simple and name not in self.dotted:
                raise document.error(where, f"{name} is not known{self._near(name)}")
        for name, text in names.comparisons(expression):
            allowed = self._values(name)
            if allowed is not None and text not in allowed:
                raise document.error(
                    where, f"'{text}' is no option of {name} ({', '.join(allowed)})"
                )

    def finding(self, document: Document, where: Where, name: str) -> None:
        """Refuse a named finding that no file declares."""
        if name not in self.findings:
            raise document.error(where, f"{name} is not a declared finding{self._near(name)}")

    def _values(self, name: str) -> list[str] | None:
        if name == "areas":
            return sorted(self.areas)
        question = self.questions.get(name)
        return values(question) if question else None

    def _near(self, name: str) -> str:
        close = difflib.get_close_matches(name, self.simple | self.dotted, n=1)
        return f"; do you mean {close[0]}?" if close else ""


def values(question: Question) -> list[str]:
    """Return the texts that an answer to a question may be in an expression."""
    if question.answer == "yes_no":
        return list(YES_NO)
    if question.answer in ("choice", "multi"):
        return [option.id for option in question.options]
    return []
