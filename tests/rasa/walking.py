"""Going through a case without danger, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from afterdose.language.answers import understand
from afterdose.language.said import said
from afterdose.language.screen import screen
from afterdose.settings import ROOT
from afterdose.triage.flow import next_question
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import Question
from tests.rasa.talk import CONTEXT, Reply, Talk, harmless
from tests.rasa.test_conversation import OPENINGS

PROTOCOLS = load_protocols(ROOT / "data" / "protocols")


def harmless_way(area: str) -> int:
    """Count the questions that a case without danger meets."""
    facts: dict[str, Any] = {f: True for f in screened(OPENINGS[area]) if f in PROTOCOLS.findings}
    facts |= said(OPENINGS[area], PROTOCOLS.areas[area].questions, "en")
    met = 0
    while (question := next_question(PROTOCOLS, [area], facts, CONTEXT)) is not None:
        met += 1
        facts[question.id] = understand(harmless(question), question.answer, question.options).value
    return met


def screened(text: str) -> list[str]:
    return [f.name for f in screen(text, "en").findings if f.status == "present"]


in_both_areas = pytest.mark.parametrize("area", OPENINGS)
at_every_question = pytest.mark.parametrize(
    ("area", "number"),
    [(area, number) for area in OPENINGS for number in range(harmless_way(area))],
)


def walk(patient: Talk, area: str) -> Iterator[tuple[Reply, Question]]:
    """Go through a case without danger; stop at each question for the test to interrupt."""
    reply = patient.say(OPENINGS[area])
    while reply.asked is not None:
        question = PROTOCOLS.questions[reply.asked]
        yield reply, question
        reply = patient.say(harmless(question))
        assert question.id in [e["question"] for e in reply.of("answer")]
    assert reply.decision is not None


def reach(patient: Talk, area: str, number: int) -> Question:
    """Go to the question with this number."""
    for at, (_, question) in enumerate(walk(patient, area)):
        if at == number:
            return question
    raise AssertionError(f"{area} ended before question {number}")
