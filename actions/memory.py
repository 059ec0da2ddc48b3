"""What a conversation remembers between two texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from afterdose.triage.schema import ProtocolSet

SLOT = "case_state"


@dataclass
class Memory:
    """The state of one case's conversation, kept in the slot ``case_state``.

    ``attempts`` counts per question the texts that did not answer it; ``order`` holds the
    questions that the patient answered, latest last, for BACK and for corrections.
    """

    areas: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, tracker: Tracker) -> Memory:
        """Read the memory of this conversation; an empty one if there is none yet."""
        return cls(**(tracker.get_slot(SLOT) or {}))

    @classmethod
    def of_case(cls, case: Mapping[str, Any], ps: ProtocolSet) -> Memory:
        """Rebuild the memory from the worker's records, when Rasa has lost its own."""
        told = case.get("answers") or {}
        answers = {name: value for name, value in told.items() if name in ps.questions}
        present = [name for name, value in told.items() if name in ps.findings and value is True]
        areas = [area for area in case["areas"] if area in ps.areas]
        return cls(areas, answers, dict.fromkeys(present, "present"), {}, list(answers))

    def facts(self, ps: ProtocolSet) -> dict[str, Any]:
        """Return what the rules read: answers, and each finding that is present as true.

        The screen knows findings that no protocol reads yet; those stay out.
        """
        known = [name for name in self.findings if name in ps.findings]
        return self.answers | {name: True for name in known if self.findings[name] == "present"}

    def forget(self, question: str) -> None:
        """Take an answer back, as if the question had never been asked."""
        self.answers.pop(question, None)
        self.attempts.pop(question, None)
        self.order = [q for q in self.order if q != question]

    def saved(self) -> EventType:
        """Return the event that writes the memory down."""
        return SlotSet(SLOT, asdict(self))
