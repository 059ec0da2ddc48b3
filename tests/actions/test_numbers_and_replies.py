"""A number that nobody has is asked about once more; some answers are replied to at once."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.action_open_case import OpenCase
from actions.answering import take_answer
from actions.asking import open_joining
from actions.memory import Memory
from actions.protocols import loaded
from actions.turn import Turn
from tests.actions.turns import Answered, act, tracker_of

PS = loaded()


def answer(memory: Memory, question: str, text: str, language: str = "en") -> Answered:
    dispatcher = CollectingDispatcher()
    values = {"crisis_line": "988"}
    turn = Turn(dispatcher, tracker_of(text, language=language, values=values))
    take_answer(turn, memory, PS, PS.questions[question])
    open_joining(turn, memory, PS)
    turn.hand_over()
    return Answered(dispatcher, [])


@pytest.mark.parametrize(
    ("question", "text"), [("I5", "12 pills"), ("T2", "400"), ("I8", "12"), ("R6", "7")]
)
def test_a_number_that_nobody_has_is_asked_once_more_then_counts(question: str, text: str) -> None:
    memory = Memory(areas=["infusion"], answers={"G0": False})
    assert answer(memory, question, text).of("unclear")
    assert question not in memory.answers
    answer(memory, question, text)
    assert question in memory.answers


def test_a_plausible_number_is_taken_at_once() -> None:
    memory = Memory(areas=["palpitations"], answers={"G0": False})
    answer(memory, "T2", "88")
    assert memory.answers["T2"] == 88


@pytest.mark.parametrize(
    ("text", "language", "warm"),
    [
        ("yes", "en", "You are not alone"),
        ("rather not say", "en", "You are not alone"),
        ("sí", "es", "No está a solas"),
    ],
)
def test_a_yes_to_thoughts_of_suicide_hears_the_crisis_line_at_once(
    text: str, language: str, warm: str
) -> None:
    reply = answer(Memory(areas=["mood"], answers={"G0": False}), "M1", text, language)
    assert any("988" in said and warm in said for said in reply.texts)


def test_a_no_hears_nothing_of_it() -> None:
    assert answer(Memory(areas=["mood"], answers={"G0": False}), "M1", "no").texts == []


@pytest.mark.parametrize(
    ("text", "option"),
    [("im pregnant and worried", "pregnant"), ("I just gave birth", "gave_birth")],
)
def test_who_says_that_she_is_pregnant_is_not_asked_it(text: str, option: str) -> None:
    reply = act(OpenCase(), tracker_of(text))
    assert reply.memory.answers.get("P1") == option or option == "gave_birth"


def test_an_area_that_joins_by_an_answer_stands_in_the_case() -> None:
    memory = Memory(areas=["skin"], answers={"G0": False, "S3": False})
    reply = answer(memory, "S5", "1")
    assert memory.areas == ["skin", "bleeding"]
    assert [e["area"] for e in reply.of("area_opened")] == ["bleeding"]
