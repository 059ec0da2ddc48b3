"""A patient was sent to emergency care; whatever comes then, the instruction comes first."""

from __future__ import annotations

import pytest
from rasa_sdk import Action

from actions.action_between_cases import BetweenCases
from actions.action_emergency import Emergency
from actions.action_help import Help
from actions.action_nurse import Nurse
from actions.action_open_case import OpenCase
from actions.action_start_over import StartOver
from actions.action_withdraw_answer import WithdrawAnswer
from tests.actions.turns import act, tracker_of

STANDS = {"areas": ["bleeding"], "disposition": "emergency"}
FIRST = {"en": "Call 911 or go to the emergency room now.", "es": "Llame al 911 o vaya a urgencias"}


@pytest.mark.parametrize(
    ("action", "text", "intent"),
    [
        (BetweenCases(), "where do I park", "out_of_scope"),
        (BetweenCases(), "hi", "greet"),
        (BetweenCases(), "thanks", "thanks"),
        (BetweenCases(), "what now", "what_now"),
        (BetweenCases(), "qwxz blorp", "nlu_fallback"),
        (BetweenCases(), "", "no_words"),
        (BetweenCases(), "can I drive myself", "nlu_fallback"),
        (OpenCase(), "my gums are bleeding too", "report_bleeding"),
        (Help(), "HELP", "help"),
        (Nurse(), "NURSE", "nurse"),
        (StartOver(), "RESTART", "start_over"),
        (WithdrawAnswer(), "BACK", "go_back"),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_reply_begins_with_the_instruction(
    action: Action, text: str, intent: str, language: str
) -> None:
    reply = act(action, tracker_of(text, intent, open_case=STANDS, language=language))
    assert reply.texts[0].startswith(FIRST[language])
    assert sum(said.startswith(FIRST[language]) for said in reply.texts) == 1


def test_the_instruction_comes_once_in_a_turn_of_two_actions() -> None:
    tracker = tracker_of("my gums are bleeding too", "report_bleeding", open_case=STANDS)
    first = act(OpenCase(), tracker).texts
    tracker.events += [{"event": "bot", "text": text} for text in first]
    assert not any(text.startswith(FIRST["en"]) for text in act(Nurse(), tracker).texts)


def test_a_second_emergency_is_advised_as_such_and_once() -> None:
    reply = act(Emergency(), tracker_of("I can't breathe", "emergency", open_case=STANDS))
    assert reply.texts[0].startswith("Call 911 now")
    assert FIRST["en"] not in "".join(reply.texts)


def test_the_worker_has_advised_already() -> None:
    tracker = tracker_of("I can't breathe", "emergency", open_case=STANDS, emergency_committed=True)
    assert act(Emergency(), tracker).texts == []


def test_an_urgent_decision_brings_no_instruction() -> None:
    stands = {"areas": ["bleeding"], "disposition": "urgent"}
    reply = act(BetweenCases(), tracker_of("where do I park", "out_of_scope", open_case=stands))
    assert not reply.texts[0].startswith(FIRST["en"])


@pytest.mark.parametrize("action", [BetweenCases(), OpenCase()])
@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("can i drive myself", "en", "have someone drive you"),
        ("What should I say at the ER?", "en", "alemtuzumab (Lemtrada) for MS"),
        ("can i take ibuprofen", "en", "aspirin or ibuprofen"),
        ("is tylenol ok", "en", "aspirin or ibuprofen"),
        ("they said 2 hours wait", "en", "Do not go home"),
        ("can't get through to 911", "en", "text NURSE"),
        ("911 is busy", "en", "text NURSE"),
        ("puedo manejar", "es", "No conduzca. Llame"),
        ("¿qué les digo en urgencias?", "es", "esclerosis"),
        ("puedo tomar ibuprofeno", "es", "aspirina ni ibuprofeno"),
        ("el 911 no contesta", "es", "ENFERMERA"),
    ],
)
def test_the_way_to_emergency_care_is_answered_without_new_questions(
    action: Action, text: str, language: str, told: str
) -> None:
    tracker = tracker_of(text, "report_bleeding", open_case=STANDS, language=language)
    reply = act(action, tracker)
    assert told in reply.texts[1]
    assert reply.effects == [{"type": "asked", "question": None, "attempt": 1}]
    assert reply.followup in (None, "action_listen")


def test_a_new_symptom_beside_it_opens_the_questions() -> None:
    tracker = tracker_of("can i drive, I have a fever now", open_case=STANDS)
    reply = act(BetweenCases(), tracker)
    assert "Do not drive" in reply.texts[1]
    assert reply.of("area_opened")
    assert reply.followup == "triage_form"


@pytest.mark.parametrize("action", [BetweenCases(), OpenCase()])
@pytest.mark.parametrize("text", ["8", "since last night", "for 2 days", "about 3 hours ago"])
def test_a_late_answer_gets_what_stands(action: Action, text: str) -> None:
    reply = act(action, tracker_of(text, "report_fever", open_case=STANDS))
    assert reply.texts[0].startswith(FIRST["en"]) and len(reply.texts) == 1
    assert reply.effects == [{"type": "asked", "question": None, "attempt": 1}]


@pytest.mark.parametrize("text", ["76", "36.7", "36.7 C", "4 days now", "1 and 6", "120 over 80"])
def test_a_late_number_hears_what_stands(text: str) -> None:
    reply = act(BetweenCases(), tracker_of(text, open_case=STANDS))
    assert not reply.of("area_opened")
    assert reply.texts[0].startswith("Call 911 or go to the emergency room now")


@pytest.mark.parametrize("text", ["39 since last night", "worse since last night"])
def test_more_than_a_late_answer_opens_the_questions(text: str) -> None:
    assert act(BetweenCases(), tracker_of(text, open_case=STANDS)).of("area_opened")


def test_a_cry_for_help_without_a_case_is_told_911_and_asked_what_is_wrong() -> None:
    reply = act(Help(), tracker_of("HELP!!!", "help"))
    assert reply.texts[0].startswith("In an emergency call 911 now. What is wrong?")
