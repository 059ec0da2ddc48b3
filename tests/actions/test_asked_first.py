"""A red flag that the screen only asks about answers no question by itself."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.action_open_case import OpenCase
from actions.answering import take_answer
from actions.asking import following
from actions.memory import Memory
from actions.protocols import loaded
from actions.turn import Turn
from afterdose.triage.flow import next_question
from tests.actions.turns import CONTEXT, Answered, act, tracker_of

PS = loaded()
OLD_LEG = "left leg heavier since hot shower, ok after 3 h, its my old symptom"


def answer(memory: Memory, text: str, context: dict[str, Any] | None = None) -> Answered:
    dispatcher = CollectingDispatcher()
    turn = Turn(dispatcher, tracker_of(text, context=context or CONTEXT))
    question = following(turn, memory, PS)
    assert question is not None
    take_answer(turn, memory, PS, question)
    turn.hand_over()
    return Answered(dispatcher, [])


def asked(memory: Memory) -> str | None:
    question = next_question(PS, memory.areas, memory.facts(PS), CONTEXT)
    return question.id if question else None


def test_an_old_weak_leg_is_asked_about_from_the_gate_on() -> None:
    reply = act(OpenCase(), tracker_of(OLD_LEG))
    assert "neuro" in reply.memory.areas
    assert reply.memory.findings["neuro.one_sided_weakness"] == "hypothetical"
    assert asked(reply.memory) == "G0"
    answer(memory := reply.memory, "no")
    assert asked(memory) == "N1"


def test_a_new_weak_leg_is_an_emergency_by_the_words() -> None:
    reply = act(OpenCase(), tracker_of("my left leg suddenly went weak"))
    assert reply.memory.findings["neuro.one_sided_weakness"] == "present"
    assert asked(reply.memory) is None


def test_told_in_mid_case_it_brings_the_gate_back() -> None:
    memory = Memory(areas=["skin"], answers={"G0": False, "S3": False, "S5": ["none"]})
    memory.order = ["G0", "S3", "S5"]
    dispatcher = CollectingDispatcher()
    turn = Turn(dispatcher, tracker_of(f"rash, and my {OLD_LEG}"))
    assert take_answer(turn, memory, PS, PS.questions["S1"])


@pytest.mark.parametrize("text", ["my arm, like always", "left arm is weak for weeks"])
def test_as_the_answer_to_a_red_flag_question_it_counts(text: str) -> None:
    memory = Memory(areas=["neuro"], answers={"G0": False}, order=["G0"])
    answer(memory, text)
    assert asked(memory) is None
