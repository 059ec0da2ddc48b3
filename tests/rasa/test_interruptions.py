"""Every interruption at every question of both areas."""

from __future__ import annotations

from collections.abc import Callable

from tests.rasa.talk import Talk, harmless
from tests.rasa.test_conversation import OPENINGS
from tests.rasa.walking import PROTOCOLS, at_every_question, in_both_areas, reach, walk

OTHER = {"bleeding": "I have a fever too", "fever": "my gums are bleeding too"}


@in_both_areas
def test_help_answers_and_asks_again(talk: Callable[..., Talk], area: str) -> None:
    patient = talk()
    for _, question in walk(patient, area):
        reply = patient.say("HELP")
        assert "NURSE" in reply.texts[0]
        assert (reply.asked, reply.attempt) == (question.id, 1)
        assert reply.ends_with(question.text["en"])
        assert not reply.of("answer")


@in_both_areas
def test_nurse_asks_for_a_person_and_goes_on(talk: Callable[..., Talk], area: str) -> None:
    patient = talk()
    for _, question in walk(patient, area):
        reply = patient.say("NURSE")
        assert len(reply.of("nurse_requested")) == 1
        assert reply.ends_with(question.text["en"])
        assert reply.asked == question.id


@in_both_areas
def test_back_takes_the_last_answer_away_and_asks_for_it_again(
    talk: Callable[..., Talk], area: str
) -> None:
    patient = talk()
    for reached, question in walk(patient, area):
        given = [e["question"] for e in reached.of("answer") if e["status"] == "given"]
        reply = patient.say("BACK")
        withdrawn = [e["question"] for e in reply.of("answer") if e["status"] == "withdrawn"]
        assert withdrawn == given
        assert reply.asked == (given[0] if given else question.id)
        if given:
            again = patient.say(harmless(PROTOCOLS.questions[given[0]]))
            assert again.asked == question.id


@in_both_areas
def test_a_question_back_is_answered_and_the_question_comes_in_simpler_words(
    talk: Callable[..., Talk], area: str
) -> None:
    patient = talk()
    for _, question in walk(patient, area):
        reply = patient.say("why do you ask?")
        assert (reply.asked, reply.attempt) == (question.id, 1)
        assert reply.ends_with((question.simpler or question.text)["en"])
        assert not reply.of("answer")


@in_both_areas
def test_a_picture_is_no_answer(talk: Callable[..., Talk], area: str) -> None:
    patient = talk()
    for _, question in walk(patient, area):
        reply = patient.say("", media_count=1)
        assert "picture" in reply.texts[0]
        assert (reply.asked, reply.attempt) == (question.id, 2)
        assert reply.of("unclear")


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
def test_a_second_symptom_opens_its_area(talk: Callable[..., Talk], area: str, number: int) -> None:
    patient = talk()
    reach(patient, area, number)
    reply = patient.say(OTHER[area])
    other = next(a for a in OPENINGS if a != area)
    assert [e["area"] for e in reply.of("area_opened")] == [other]
