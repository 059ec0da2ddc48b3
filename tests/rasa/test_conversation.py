"""Whole conversations, from the first text to the decision."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from afterdose.triage.schema import ProtocolSet
from tests.rasa.talk import Reply, Talk, harmless

OPENINGS = {"bleeding": "got little red dots on my shins", "fever": "I feel hot and shivery"}


def answer_on(
    patient: Talk, reply: Reply, protocols: ProtocolSet, answers: dict[str, str] | None = None
) -> tuple[Reply, list[str]]:
    """Answer each question as told, else harmlessly, until nothing more is asked."""
    asked: list[str] = []
    while reply.asked is not None:
        assert reply.asked not in asked, f"{reply.asked} came twice: {reply.texts}"
        asked.append(reply.asked)
        question = protocols.questions[reply.asked]
        reply = patient.say((answers or {}).get(question.id) or harmless(question))
    return reply, asked


@pytest.mark.parametrize("area", OPENINGS)
def test_gate_then_red_flags_then_the_rest_then_a_decision(
    talk: Callable[..., Talk], protocols: ProtocolSet, area: str
) -> None:
    patient = talk()
    opened = patient.say(OPENINGS[area])
    assert opened.of("area_opened") == [{"type": "area_opened", "area": area}]
    decided, asked = answer_on(patient, opened, protocols)
    assert asked[0] == protocols.gate[0].id
    flags = [protocols.questions[q].red_flag for q in asked]
    assert flags == sorted(flags, reverse=True)
    assert decided.texts
    assert decided.decision is not None
    assert decided.decision["areas"] == [area]
    assert decided.decision["protocol_hash"] == protocols.hash


@pytest.mark.parametrize("area", OPENINGS)
def test_every_question_comes_as_one_text_of_bearable_length(
    talk: Callable[..., Talk], protocols: ProtocolSet, area: str
) -> None:
    patient = talk()
    reply = patient.say(OPENINGS[area])
    while reply.asked is not None:
        assert 1 <= len(reply.texts) <= 2, reply.texts
        reply = patient.say(harmless(protocols.questions[reply.asked]))


def test_yes_to_the_gate_ends_at_once(talk: Callable[..., Talk]) -> None:
    patient = talk()
    patient.say(OPENINGS["bleeding"])
    decided = patient.say("yes")
    assert decided.disposition == "emergency"
    assert "911" in decided.texts[0]
    assert decided.asked is None


def test_after_the_decision_the_next_symptom_is_a_new_conversation(
    talk: Callable[..., Talk],
) -> None:
    patient = talk()
    patient.say(OPENINGS["bleeding"])
    patient.say("yes")
    opened = patient.say(OPENINGS["fever"])
    assert [e["area"] for e in opened.of("area_opened")] == ["fever"]
    assert opened.asked == "G0"


def test_a_second_symptom_is_asked_about_too_and_the_open_answer_is_taken(
    talk: Callable[..., Talk], protocols: ProtocolSet
) -> None:
    patient = talk()
    patient.say(OPENINGS["bleeding"])
    reply = patient.say("no but I have a fever since last night")
    assert [e["area"] for e in reply.of("area_opened")] == ["fever"]
    assert next((e["question"], e["value"]) for e in reply.of("answer")) == ("G0", False)
    decided, asked = answer_on(patient, reply, protocols)
    assert {protocols.questions[q].area for q in asked} >= {"bleeding", "fever"}
    assert decided.decision is not None
    assert decided.decision["areas"] == ["bleeding", "fever"]


def test_a_headache_beside_red_dots_makes_an_emergency_at_any_question(
    talk: Callable[..., Talk], protocols: ProtocolSet
) -> None:
    _, asked = answer_on(patient := talk(), patient.say(OPENINGS["bleeding"]), protocols)
    for stop in range(len(asked)):
        patient = talk()
        reply = patient.say(OPENINGS["bleeding"])
        for _ in range(stop):
            assert reply.asked is not None
            reply = patient.say(harmless(protocols.questions[reply.asked]))
        reply = patient.say("and kind of a headache since morning")
        decided, _ = answer_on(patient, reply, protocols)
        assert decided.disposition == "emergency", asked[stop]


def test_what_was_said_already_is_not_asked_again(
    talk: Callable[..., Talk], protocols: ProtocolSet
) -> None:
    patient = talk(context={"days_since_infusion": 11, "today": "2026-11-22"})
    opened = patient.say("101.2 F sore all over took tylenol 2h ago")
    prefilled = {e["question"]: e for e in opened.of("answer")}
    assert {e["status"] for e in prefilled.values()} == {"prefilled"}
    decided, asked = answer_on(patient, opened, protocols)
    assert set(prefilled).isdisjoint(asked)
    assert decided.disposition == "emergency"
    assert decided.decision is not None
    assert "EF3" in decided.decision["rules"]


def test_the_day_of_the_infusion_is_urgent(
    talk: Callable[..., Talk], protocols: ProtocolSet
) -> None:
    patient = talk(context={"days_since_infusion": 0, "today": "2026-11-22"})
    decided, _ = answer_on(patient, patient.say("38.2 flushed itchy arms"), protocols)
    assert decided.disposition == "urgent"
    assert decided.decision is not None
    assert "UF1" in decided.decision["rules"]


def test_spanish_from_the_first_text_to_the_advice(
    talk: Callable[..., Talk], protocols: ProtocolSet
) -> None:
    patient = talk(language="es")
    opened = patient.say("tengo puntos rojos en las piernas")
    assert opened.asked is not None
    assert opened.ends_with(protocols.questions[opened.asked].text["es"])
    reply = patient.say("no estoy segura")
    assert reply.ends_with(protocols.questions[opened.asked].simpler["es"])
    assert patient.say("sí").disposition == "emergency"


def test_a_problem_that_fits_no_area_is_no_dead_end(
    talk: Callable[..., Talk], protocols: ProtocolSet
) -> None:
    patient = talk()
    opened = patient.say("my left toe is purple and strange")
    assert [e["area"] for e in opened.of("area_opened")] == ["general"]
    decided, _ = answer_on(patient, opened, protocols)
    assert decided.disposition in ("soon", "urgent", "emergency")


@pytest.mark.parametrize("text", ["hi", "thanks", "ok thank you", "hello there", "gracias", "yes"])
def test_small_talk_opens_no_case(talk: Callable[..., Talk], text: str) -> None:
    reply = talk().say(text)
    assert reply.texts and not reply.of("area_opened") and reply.asked is None


def test_thanks_with_a_problem_in_it_opens_a_case(talk: Callable[..., Talk]) -> None:
    assert talk().say("ok thanks but my legs feel odd").of("area_opened")


@pytest.mark.parametrize("text", ["thanks", "what now", "who will call me", "yes"])
def test_while_a_decision_stands_small_talk_is_told_what_stands(
    talk: Callable[..., Talk], text: str
) -> None:
    stands = {"areas": ["bleeding"], "disposition": "urgent"}
    reply = talk(open_case=stands).say(text)
    assert "1 hour" in reply.texts[0]
    assert not reply.of("area_opened")


@pytest.mark.parametrize("text", ["5", "ok no", "none", "none of those", "nope", "ninguno"])
def test_a_late_bare_answer_is_told_what_stands(talk: Callable[..., Talk], text: str) -> None:
    stands = {"areas": ["bleeding"], "disposition": "urgent"}
    reply = talk(open_case=stands).say(text)
    assert "1 hour" in reply.texts[0]
    assert reply.effects == [{"type": "asked", "question": None, "attempt": 1}]


@pytest.mark.parametrize("text", ["39", "102 F", "no i am not good", "yes it hurts", "5 bruises"])
def test_a_late_text_that_could_be_a_problem_opens_the_case(
    talk: Callable[..., Talk], text: str
) -> None:
    stands = {"areas": ["bleeding"], "disposition": "routine"}
    assert talk(open_case=stands).say(text).of("area_opened")


@pytest.mark.parametrize(
    "text", ["since last night", "bleeding drive", "can i take ibuprofen for bruising and gums"]
)
def test_after_an_emergency_the_instruction_comes_first_and_once(
    talk: Callable[..., Talk], text: str
) -> None:
    stands = {"areas": ["bleeding"], "disposition": "emergency"}
    reply = talk(open_case=stands).say(text)
    assert "911" in reply.texts[0] and "Do not drive" in reply.texts[0]
    assert sum(said.startswith("Call 911 or go") for said in reply.texts) == 1
    assert reply.of("asked")


@pytest.mark.parametrize("text", ["the drip drive", "can i drive", "tylenol ok"])
def test_the_way_to_care_is_answered_whatever_intent_was_learnt(
    talk: Callable[..., Talk], text: str
) -> None:
    stands = {"areas": ["bleeding"], "disposition": "emergency"}
    patient = talk(open_case=stands)
    assert patient.say(text).texts[0].startswith("Call 911")
    assert patient.say("thanks").texts[0].startswith("Call 911")


def test_getting_worse_reopens_the_decided_case(talk: Callable[..., Talk]) -> None:
    stands = {"areas": ["bleeding"], "disposition": "soon"}
    reply = talk(open_case=stands).say("it is getting worse by the minute")
    assert [e["area"] for e in reply.of("area_opened")] == ["bleeding"]
    assert reply.asked == "G0"


def test_a_case_that_rasa_forgot_goes_on_where_it_was(talk: Callable[..., Talk]) -> None:
    known = {"areas": ["bleeding"], "answers": {"G0": False}, "state": "asking"}
    patient = talk(case=known | {"disposition": None})
    reply = patient.say("no")
    assert [(e["question"], e["value"]) for e in reply.of("answer")] == [("B1", False)]
    assert reply.asked not in (None, "G0", "B1")
