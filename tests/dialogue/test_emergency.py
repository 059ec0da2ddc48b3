from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import select

from afterdose.dialogue import risk
from afterdose.dialogue.worker_steps import screen_message
from afterdose.escalation.response import close
from afterdose.records.database import session
from afterdose.records.models import Clinician, Escalation, Patient
from tests.dialogue.effects import area, asked, decision
from tests.dialogue.rasa_standin import says
from tests.dialogue.story import NURSE, Story
from tests.records.people import add_case

CANNOT_BREATHE = "I can't breathe"


def test_an_emergency_is_advised_and_escalated_before_any_turn(story: Story) -> None:
    message = story.text(CANNOT_BREATHE)

    assert story.rasa.heard == []
    first, *_ = story.outbound("emergency_advice")
    assert "911" in first.body
    assert (first.priority, first.in_reply_to) == (0, message)
    case = story.case()
    assert (case.state, case.areas, case.disposition) == ("decided", ["breathing"], "emergency")
    assert case.findings["breathing.cannot_breathe"] == "present"
    (escalation,) = story.escalations()
    assert (escalation.disposition, escalation.reason) == ("emergency", "decision")
    assert len(story.bodies(phone=NURSE)) == 1
    stored = story.message(message)
    assert (stored.screen_level, stored.state, stored.case_id) == ("emergency", "received", case.id)


def test_the_decision_names_rules_protocols_and_treatment_day(story: Story) -> None:
    story.text(CANNOT_BREATHE)

    (decision,) = story.decisions()
    assert decision.decided_by == "screen"
    assert decision.rules
    assert len(decision.rules) == len(decision.because)
    assert decision.protocol_hash
    assert decision.treatment_day == 11
    assert isinstance(json.loads(decision.answers), dict)


def test_screening_again_does_nothing_twice(story: Story) -> None:
    message = story.text(CANNOT_BREATHE)
    before = story.bodies()

    screen_message(message)

    assert story.bodies() == before
    assert (len(story.decisions()), len(story.escalations())) == (1, 1)


def test_worker_and_watch_screen_at_the_same_time(story: Story) -> None:
    message = story.text(CANNOT_BREATHE, screen=False)
    start = threading.Barrier(4)
    errors: list[Exception] = []

    def screen() -> None:
        start.wait()
        try:
            screen_message(message)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=screen) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert (len(story.cases()), len(story.decisions()), len(story.escalations())) == (1, 1, 1)
    bodies = story.bodies("emergency_advice")
    assert len(bodies) == len(set(bodies))


def test_two_emergency_texts_at_the_same_time_make_one_case(story: Story) -> None:
    messages = [story.text(t, screen=False) for t in (CANNOT_BREATHE, "my chest hurts so bad")]
    threads = [threading.Thread(target=screen_message, args=(m,)) for m in messages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(story.cases()) == 1
    assert len(story.escalations()) == 1


def test_the_turn_that_follows_adds_no_second_advice(story: Story) -> None:
    story.text(CANNOT_BREATHE)
    before = story.bodies()
    finding = {"type": "finding", "name": "breathing.cough_blood", "status": "present"}
    story.rasa.plays = [says("A second advice.", effects=[finding, asked(None)])]

    story.turn()

    assert story.rasa.heard[0]["metadata"]["emergency_committed"] is True
    assert story.bodies() == before
    assert story.case().findings["breathing.cough_blood"] == "present"
    assert (story.case().state, len(story.escalations())) == ("decided", 1)


def test_the_turn_of_an_earlier_text_does_not_ask_after_the_advice(story: Story) -> None:
    earlier = story.text("I have a new mole")
    story.text(CANNOT_BREATHE)
    before = story.bodies()
    story.rasa.plays = [says("First, a safety check.", effects=[area("general"), asked("G0")])]

    story.turn()

    assert story.message(earlier).state == "handled"
    assert story.bodies() == before
    case = story.case()
    assert (case.state, case.open_question) == ("decided", None)
    assert set(case.areas) == {"breathing", "general"}


def test_the_turn_beside_the_advice_still_calls_whom_it_has_to(one_story: Story) -> None:
    one_story.text("Can I talk to somebody?", pictures=1)
    one_story.text(CANNOT_BREATHE)
    one_story.rasa.plays = [says("I tell your team.", effects=[{"type": "nurse_requested"}])]

    one_story.turn()

    reasons = [e.details["reason"] for e in one_story.events("escalation_again")]
    assert reasons == ["nurse", "not_assessed"]
    assert "writes again" in one_story.bodies("page_reminder", NURSE)[-1]


def test_an_emergency_in_mid_case_decides_that_case(story: Story) -> None:
    story.rasa.plays = [says("A question?", effects=[area("general"), asked("G0")])]
    story.says("I have a new mole")

    story.text(CANNOT_BREATHE)

    case = story.case()
    assert (case.state, case.open_question, case.disposition) == ("decided", None, "emergency")
    assert story.waiting("silence") == []


def test_thoughts_of_suicide_get_the_crisis_line_first(story: Story) -> None:
    story.text("I want to kill myself")

    first_sentence = story.bodies("emergency_advice")[0].partition(". ")[0]
    assert "988" in first_sentence
    assert story.case().areas == ["mood"]


def test_an_emergency_in_spanish_is_answered_in_spanish(story: Story) -> None:
    from afterdose.records.database import session
    from afterdose.records.models import Patient

    with session() as opened:
        opened.get_one(Patient, story.patient_id).language = "es"

    story.text("no puedo respirar")

    assert "Llame" in story.bodies("emergency_advice")[0]


def test_an_emergency_stands_when_the_rules_and_their_texts_fail(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from afterdose.dialogue import decisions

    def broken(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(risk, "decide", broken)
    monkeypatch.setattr(decisions, "guidance", broken)

    story.text(CANNOT_BREATHE)

    assert "911" in story.bodies("emergency_advice")[0]
    assert story.escalations()[0].disposition == "emergency"
    assert story.decisions()[0].rules == ["G0"]


def test_an_emergency_of_somebody_in_no_known_area_is_general(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from afterdose.dialogue import screening
    from afterdose.language.findings import Screening

    monkeypatch.setattr(screening, "screen", lambda *_, **__: Screening("emergency", (), ()))

    story.text("help me now")

    assert story.case().areas == ["general"]
    assert "911" in story.bodies("emergency_advice")[0]


@pytest.mark.parametrize("asks", [False, True], ids=["no other case", "beside a case that asks"])
def test_a_turn_after_the_nurse_closed_the_emergency_says_it_no_second_time(
    story: Story, asks: bool
) -> None:
    message = story.text(CANNOT_BREATHE)
    with session() as opened:
        first = opened.scalars(select(Escalation)).one()
        close(opened, first, "sent-to-ed", opened.scalars(select(Clinician)).one())
    if asks:
        with session() as opened:
            add_case(opened, opened.get_one(Patient, story.patient_id), 99).open_question = "G0"
    told = story.bodies()
    story.rasa.plays = [says("Call 911.", effects=[decision(["general"], {"G0": "yes"})])]

    story.turn()

    assert story.message(message).state == "handled"
    assert story.bodies() == told
    assert (len(story.decisions()), len(story.escalations())) == (1, 1)
    assert [case.state for case in story.cases()] == ["closed", *(["asking"] if asks else [])]
    assert len(story.waiting("silence")) == (2 if asks else 0)
