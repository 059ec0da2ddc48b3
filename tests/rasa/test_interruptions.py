"""Every interruption at every question of both areas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
OTHER = {"bleeding": "I have a fever too", "fever": "my gums are bleeding too"}


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


@at_every_question
def test_a_second_symptom_opens_its_area(talk: Callable[..., Talk], area: str, number: int) -> None:
    patient = talk()
    reach(patient, area, number)
    reply = patient.say(OTHER[area])
    other = next(a for a in OPENINGS if a != area)
    assert [e["area"] for e in reply.of("area_opened")] == [other]


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


@pytest.mark.parametrize(
    "words", ["none. I had chest pain last week", "none. what if I get chest pain?"]
)
def test_a_possible_red_flag_asks_the_gate_again_once(
    talk: Callable[..., Talk], words: str
) -> None:
    patient = talk()
    for _, question in walk(patient, "fever"):
        if question.id == "F4":
            break
    again = patient.say(words)
    assert [e["question"] for e in again.of("answer")] == ["F4", "G0"]
    assert again.of("answer")[1]["status"] == "withdrawn"
    assert again.asked == "G0"
    assert patient.say("no").asked == "F5"


def test_bleeding_gums_as_an_answer_do_not_ask_the_gate_again(talk: Callable[..., Talk]) -> None:
    patient = talk()
    for _, question in walk(patient, "bleeding"):
        if question.id == "B5":
            break
    reply = patient.say("does not apply, and my gums are bleeding")
    assert reply.asked == "B6"
