"""Answers that are unclear, taken back or open to doubt."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rasa.talk import Talk
from tests.rasa.test_conversation import OPENINGS
from tests.rasa.walking import at_every_question, reach, walk


@at_every_question
def test_a_text_without_sense_twice_counts_as_the_worst_case(
    talk: Callable[..., Talk], area: str, number: int
) -> None:
    patient = talk()
    question = reach(patient, area, number)
    first = patient.say("qwxz blorp")
    assert first.of("unclear") == [{"type": "unclear", "question": question.id, "attempt": 1}]
    assert (first.asked, first.attempt) == (question.id, 2)
    assert first.ends_with((question.simpler or question.text)["en"])
    counted = patient.say("qwxz blorp").of("answer")[0]
    assert (counted["question"], counted["value"]) == (question.id, "not_sure")
    assert counted["status"] == "worst_case"


@at_every_question
def test_not_sure_is_asked_again_only_for_a_red_flag(
    talk: Callable[..., Talk], area: str, number: int
) -> None:
    patient = talk()
    question = reach(patient, area, number)
    reply = patient.say("not sure")
    if question.red_flag:
        assert (reply.asked, reply.attempt) == (question.id, 2)
        assert not reply.of("answer")
        reply = patient.say("not sure")
    counted = reply.of("answer")[0]
    assert (counted["question"], counted["value"]) == (question.id, "not_sure")
    if question.red_flag:
        assert reply.disposition == "emergency"


@pytest.mark.parametrize("words", ["no wait, yes", "actually yes", "sorry I meant yes"])
def test_a_correction_upward_is_taken(talk: Callable[..., Talk], words: str) -> None:
    patient = talk()
    patient.say(OPENINGS["bleeding"])
    patient.say("no")
    reply = patient.say(words)
    corrected = reply.of("answer")[0]
    assert (corrected["question"], corrected["status"]) == ("G0", "corrected")
    assert reply.disposition == "emergency"


def test_a_correction_downward_keeps_the_worse_answer(talk: Callable[..., Talk]) -> None:
    patient = talk()
    for _, question in walk(patient, "bleeding"):
        if question.id == "B6":
            break
    after = patient.say("yes")
    reply = patient.say("no wait, no")
    assert not reply.of("answer")
    assert reply.asked == after.asked  # the open question comes again


def at_other_symptoms(talk: Callable[..., Talk]) -> Talk:
    """A fever case at its question for other symptoms."""
    patient = talk()
    for _, question in walk(patient, "fever"):
        if question.id == "F4":
            break
    return patient


def test_a_possible_red_flag_asks_the_gate_again_once(talk: Callable[..., Talk]) -> None:
    patient = at_other_symptoms(talk)
    again = patient.say("none. I had chest pain last week")
    assert [e["question"] for e in again.of("answer")] == ["F4", "G0"]
    assert again.of("answer")[1]["status"] == "withdrawn"
    assert again.asked == "G0"
    assert patient.say("no").asked == "F5"


def test_a_red_flag_that_is_feared_has_its_own_question_asked_next(
    talk: Callable[..., Talk],
) -> None:
    patient = at_other_symptoms(talk)
    again = patient.say("none. what if I get chest pain?")
    assert [e["question"] for e in again.of("answer")] == ["F4"]
    assert again.asked == "R1"


def test_bleeding_gums_as_an_answer_do_not_ask_the_gate_again(talk: Callable[..., Talk]) -> None:
    patient = talk()
    for _, question in walk(patient, "bleeding"):
        if question.id == "B5":
            break
    reply = patient.say("does not apply, and my gums are bleeding")
    assert reply.asked == "B6"
