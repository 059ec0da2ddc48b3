"""Rules and questions in words, from the protocols that this process has loaded."""

from __future__ import annotations

from afterdose.console.protocol_book import in_force
from afterdose.triage.schema import AddingUp, ProtocolSet, Question, Raise, Rule


class Wording:
    """A protocol set as a reader of a case needs it."""

    def __init__(self, protocols: ProtocolSet, language: str) -> None:
        self.protocols = protocols
        self.language = language
        self.hash = protocols.hash
        grounds: list[Rule | Raise | AddingUp] = [*protocols.rules, *protocols.raises]
        grounds += protocols.adding_up
        self._grounds = {ground.id: (ground.reason, ground.source) for ground in grounds}

    def question(self, question: str) -> Question | None:
        """Return a question, or None for a named finding or a question long gone."""
        return self.protocols.questions.get(question)

    def asked(self, question: str) -> str:
        """Return a question's wording, or what a named finding means; empty when unknown."""
        known = self.question(question)
        if known is None:
            return self.protocols.findings.get(question, "")
        return known.text.get(self.language) or known.text["en"]

    def reason(self, rule: str) -> str:
        """Return why a rule says what it says; empty when this set does not have it."""
        return self._grounds.get(rule, ("", ""))[0]

    def source(self, rule: str) -> str:
        """Return where a rule comes from; empty when this set does not have it."""
        return self._grounds.get(rule, ("", ""))[1]


def loaded() -> ProtocolSet:
    """Return the set that this process decides with, read once.

    Raises triage.load.ProtocolError.
    """
    return in_force().book.ps
