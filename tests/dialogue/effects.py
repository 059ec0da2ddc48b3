"""Effects as the actions tell them."""

from __future__ import annotations

from typing import Any

from afterdose.dialogue.protocol_set import protocols
from afterdose.triage.decide import decide

Effect = dict[str, Any]


def area(name: str) -> Effect:
    return {"type": "area_opened", "area": name}


def asked(question: str | None, attempt: int = 1) -> Effect:
    return {"type": "asked", "question": question, "attempt": attempt}


def answer(question: str, value: Any, status: str = "given") -> Effect:
    return {
        "type": "answer",
        "question": question,
        "value": value,
        "raw": "as the patient wrote it",
        "status": status,
    }


def decision(areas: list[str], answers: dict[str, Any], day: int | None = 11) -> Effect:
    """The decision that the actions would make, by the real rules."""
    made = decide(protocols(), areas, answers, {"days_since_infusion": day})
    return {"type": "decision", **made.to_json()}
