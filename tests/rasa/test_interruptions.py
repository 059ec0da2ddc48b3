"""Every interruption at every question of every area."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from afterdose.settings import ROOT
from afterdose.triage.flow import next_question
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import Question
from tests.rasa.talk import Reply, Talk, harmless
from tests.rasa.test_conversation import OPENINGS

CONTEXT = {"days_since_infusion": 400, "today": "2026-11-22"}


@cache
def questions() -> list[tuple[str, int]]:
    """Count the questions that a case without danger meets: (area, number of the question)."""
    ps = load_protocols(ROOT / "data" / "protocols")
    return [
        (area, number)
        for area in OPENINGS
        for number in range(len(ps.gate) + len(ps.areas[area].questions))
    ]


def reach(patient: Talk, area: str, number: int) -> tuple[Reply, Question]:
    """Go to the question with this number, or end the test if the case is over before."""
    ps = load_protocols(ROOT / "data" / "protocols")
    reply = patient.say(OPENINGS[area])
    for _ in range(number):
        if reply.asked is None:
            pytest.skip("this question is not asked on the harmless way")
        reply = patient.say(harmless(ps.questions[reply.asked]))
    if reply.asked is None:
        pytest.skip("this question is not asked on the harmless way")
    return reply, ps.questions[reply.asked]


at_every_question = pytest.mark.parametrize(("area", "number"), questions())


@at_every_question
def test_help_answers_and_asks_again(talk: Callable[..., Talk], area: str, number: int) -> None:
    patient = talk()
    before, question = reach(patient, area, number)
    reply = patient.say("HELP")
    assert "NURSE" in reply.texts[0]
    assert (reply.asked, reply.attempt) == (question.id, 1)
    assert not reply.of("answer")
    assert len(reply.texts) <= 3


@at_every_question
def test_nurse_asks_for_a_person_and_goes_on(
    talk: Callable[..., Talk], area: str, number: int
) -> None:
    patient = talk()
    _, question = reach(patient, area, number)
    reply = patient.say("NURSE")
    assert len(reply.of("nurse_requested")) == 1
    assert reply.asked == question.id
    following = patient.say(harmless(question))
    assert [e["question"] for e in following.of("answer")][0] == question.id


@at_every_question
def test_back_takes_the_last_answer_away(talk: Callable[..., Talk], area: str, number: int) -> None:
    patient = talk()
    reached, question = reach(patient, area, number)
    given = [e["question"] for e in reached.of("answer") if e["status"] == "given"]
    reply = patient.say("BACK")
    if not given:
        assert reply.asked == question.id
        return
    withdrawn = [e for e in reply.of("answer") if e["status"] == "withdrawn"]
    assert [e["question"] for e in withdrawn] == given[-1:]
    assert reply.asked == given[-1]


@at_every_question
def test_restart_begins_anew(talk: Callable[..., Talk], area: str, number: int) -> None:
    patient = talk()
    reach(patient, area, number)
    reply = patient.say("RESTART")
    assert len(reply.of("restarted")) == 1
    assert reply.texts and reply.asked is None
    again = patient.say(OPENINGS[area])
    assert again.asked == "G0"


@at_every_question
def test_an_emergency_in_the_answer_ends_the_questions(
    talk: Callable[..., Talk], area: str, number: int
) -> None:
    patient = talk()
    reach(patient, area, number)
    reply = patient.say("no but I can't breathe")
    assert reply.disposition == "emergency"
    assert "911" in reply.texts[0]
    assert reply.asked is None


@at_every_question
def test_an_emergency_already_answered_gets_no_second_advice(
    talk: Callable[..., Talk], area: str, number: int
) -> None:
    patient = talk()
    reach(patient, area, number)
    reply = patient.say("no but I can't breathe", emergency_committed=True)
    assert reply.texts == [] and reply.decision is None
    assert reply.of("finding") and reply.asked is None


@at_every_question
def test_a_question_back_is_answered_and_the_question_comes_in_simpler_words(
    talk: Callable[..., Talk], area: str, number: int
) -> None:
    patient = talk()
    _, question = reach(patient, area, number)
    reply = patient.say("why do you ask?")
    assert (reply.asked, reply.attempt) == (question.id, 1)
    assert reply.texts[-1] == (question.simpler or question.text)["en"]
    assert not reply.of("answer")


@at_every_question
def test_a_text_without_sense_twice_counts_as_the_worst_case(
    talk: Callable[..., Talk], area: str, number: int
) -> None:
    patient = talk()
    _, question = reach(patient, area, number)
    if question.answer == "text":
        pytest.skip("any words answer it")
    first = patient.say("qwxz blorp")
    assert first.of("unclear") == [{"type": "unclear", "question": question.id, "attempt": 1}]
    assert (first.asked, first.attempt) == (question.id, 2)
    assert first.texts[-1] == (question.simpler or question.text)["en"]
    second = patient.say("qwxz blorp")
    counted = second.of("answer")[0]
    assert (counted["question"], counted["value"]) == (question.id, "not_sure")
    assert counted["status"] == "worst_case"


@at_every_question
def test_not_sure_is_asked_again_only_for_a_red_flag(
    talk: Callable[..., Talk], area: str, number: int
) -> None:
    patient = talk()
    _, question = reach(patient, area, number)
    first = patient.say("not sure")
    if question.red_flag:
        assert (first.asked, first.attempt) == (question.id, 2)
        assert not first.of("answer")
        first = patient.say("not sure")
    counted = first.of("answer")[0]
    assert (counted["question"], counted["value"]) == (question.id, "not_sure")


@at_every_question
def test_a_picture_is_no_answer(talk: Callable[..., Talk], area: str, number: int) -> None:
    patient = talk()
    _, question = reach(patient, area, number)
    reply = patient.say("", media_count=1)
    assert "picture" in reply.texts[0]
    assert reply.asked == question.id
    assert reply.of("unclear")


@at_every_question
def test_a_second_symptom_opens_its_area(talk: Callable[..., Talk], area: str, number: int) -> None:
    patient = talk()
    reach(patient, area, number)
    other = next(a for a in OPENINGS if a != area)
    text = {"fever": "I have a fever too", "bleeding": "my gums are bleeding too"}[other]
    reply = patient.say(text)
    assert [e["area"] for e in reply.of("area_opened")] == [other]


@pytest.mark.parametrize("opener", ["no wait, yes", "actually yes", "sorry I meant yes"])
def test_a_correction_upward_is_taken(talk: Callable[..., Talk], opener: str) -> None:
    patient = talk()
    patient.say(OPENINGS["bleeding"])
    patient.say("no")
    reply = patient.say(opener)
    corrected = reply.of("answer")[0]
    assert (corrected["question"], corrected["status"]) == ("G0", "corrected")
    assert reply.disposition == "emergency"


def test_a_correction_downward_keeps_the_worse_answer(talk: Callable[..., Talk]) -> None:
    patient = talk()
    patient.say(OPENINGS["bleeding"])
    before = patient.say("yes")
    assert before.disposition == "emergency"
