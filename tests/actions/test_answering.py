"""A text at an open question: explained once, repeated once, then the worst case."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.action_open_case import OpenCase
from actions.action_triage_outcome import TriageOutcome
from actions.answering import take_answer
from actions.asking import following
from actions.memory import SLOT, Memory
from actions.protocols import loaded
from actions.turn import Turn
from afterdose.language.answers import Understanding
from tests.actions.turns import Answered, act, tracker_of

PS = loaded()
BACK = ["what", "huh", "what do you mean", "i dont understand"]


def asked_gate() -> Memory:
    return Memory(areas=["bleeding"])


def answer(memory: Memory, text: str, intent: str = "nlu_fallback") -> Answered:
    dispatcher = CollectingDispatcher()
    turn = Turn(dispatcher, tracker_of(text, intent))
    question = following(turn, memory, PS)
    assert question is not None
    take_answer(turn, memory, PS, question)
    turn.hand_over()
    return Answered(dispatcher, [])


@pytest.mark.parametrize("first", BACK)
@pytest.mark.parametrize("second", [*BACK, "qwxz blorp", "not sure"])
def test_confusion_is_explained_once_and_then_is_the_worst_case(first: str, second: str) -> None:
    memory = asked_gate()
    explained = answer(memory, first, "question_back")
    assert not explained.of("answer") and not explained.of("unclear")
    counted = answer(memory, second, "question_back").of("answer")
    assert [(e["question"], e["status"]) for e in counted] == [("G0", "worst_case")]


def test_an_answer_after_the_explanation_is_taken() -> None:
    memory = asked_gate()
    answer(memory, "what do you mean", "question_back")
    assert answer(memory, "no").of("answer")[0]["value"] is False


def test_new_symptoms_put_a_red_flag_question_off_only_once() -> None:
    memory = asked_gate()
    first = answer(memory, "I have a fever too")
    assert not first.of("unclear") and memory.attempts == {"G0": 0}
    second = answer(memory, "and a mole on my arm changed")
    assert second.of("unclear") == [{"type": "unclear", "question": "G0", "attempt": 1}]
    third = answer(memory, "and my gums hurt, my pee is foamy")
    assert third.of("answer")[-1]["status"] == "worst_case"


def test_a_value_that_the_protocols_refuse_counts_as_unclear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nonsense(*_: Any, **__: Any) -> Understanding:
        return Understanding(value="purple", unclear=False)

    monkeypatch.setattr("actions.answering.understand", nonsense)
    memory = asked_gate()
    reply = answer(memory, "purple")
    assert reply.of("unclear") == [{"type": "unclear", "question": "G0", "attempt": 1}]
    assert memory.answers == {}


def decided(memory: Memory, **context: Any) -> dict[str, Any]:
    slots = {SLOT: asdict(memory)}
    metadata: dict[str, Any] = {"context": context} if context else {}
    tracker = tracker_of("no", "deny", slots, **metadata)
    return act(TriageOutcome(), tracker).of("decision")[0]


@pytest.mark.parametrize("value", ["purple", [], {"celsius": 4}, None, ["yes"]])
def test_a_refused_answer_in_the_memory_is_the_worst_case(value: Any) -> None:
    memory = asked_gate()
    memory.answers["G0"] = value
    assert decided(memory)["disposition"] == "emergency"


def test_a_refused_context_or_area_is_the_worst_case() -> None:
    memory = asked_gate()
    memory.answers["G0"] = False
    assert decided(memory, days_since_infusion="soon")["disposition"] == "emergency"
    memory.areas.append("astrology")
    memory.answers["Z9"] = "yes"
    assert decided(memory)["disposition"] == "emergency"


def test_a_refused_context_does_not_stop_the_first_text() -> None:
    tracker = tracker_of("my gums are bleeding", context={"days_since_infusion": "soon"})
    assert act(OpenCase(), tracker).of("area_opened")
