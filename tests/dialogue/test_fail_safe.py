from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from afterdose.dialogue import fail_safe
from afterdose.escalation.response import close
from afterdose.records.database import session
from afterdose.records.models import Clinician, Escalation
from tests.dialogue.effects import area, asked
from tests.dialogue.rasa_standin import answers, says
from tests.dialogue.story import STRANGER, Story

MOLE = "I have a new mole"
GATE = says("The gate?", effects=[area("general"), asked("G0")])


def test_a_text_without_a_turn_after_15_seconds_goes_to_a_human(story: Story) -> None:
    message = story.text(MOLE)
    story.wait(seconds=14)
    assert story.bodies() == []

    story.wait(seconds=1)

    (text,) = story.outbound()
    assert (text.kind, text.priority, text.in_reply_to) == ("fail_safe", 1, message)
    assert "911" in text.body
    (escalation,) = story.escalations()
    assert (escalation.disposition, escalation.reason) == ("urgent", "not_assessed")
    stored = story.message(message)
    assert (stored.state, stored.fail_safe_at) == ("received", story.now)


def test_possible_red_flags_go_on_the_ladder_of_emergency(story: Story) -> None:
    story.text("is chest pain normal?")

    story.wait(seconds=15)

    assert story.escalations()[0].disposition == "emergency"
    assert "chest pain" in story.bodies("fail_safe")[0]


def test_the_late_reply_still_goes_out_once(story: Story) -> None:
    story.rasa.plays = [answers(503), GATE]
    message = story.text(MOLE)
    story.turn()
    story.wait(seconds=20)

    story.turn()

    assert [m.kind for m in story.outbound()] == ["fail_safe", "reply"]
    case = story.case()
    assert (case.state, case.open_question) == ("asking", "G0")
    assert {r["conversation"] for r in story.rasa.heard} == {case.conversation}
    assert story.rasa.heard[-1]["metadata"]["case"] is None
    assert story.message(message).state == "handled"
    assert story.waiting("silence") != []


def test_a_turn_that_comes_after_the_nurse_closed_the_case_begins_a_new_one(story: Story) -> None:
    story.rasa.plays = [answers(503), GATE, says("Where?", effects=[asked("B1")])]
    message = story.text(MOLE)
    story.turn()
    story.wait(seconds=20)
    with session() as opened:
        first = opened.scalars(select(Escalation)).one()
        close(opened, first, "spoke", opened.scalars(select(Clinician)).one())

    story.turn()
    story.says("no")

    assert story.message(message).state == "handled"
    closed, new = story.cases()
    assert (closed.state, new.state, new.open_question) == ("closed", "asking", "B1")
    assert [r["conversation"] for r in story.rasa.heard] == [
        closed.conversation,
        new.conversation,
        new.conversation,
    ]
    assert len(story.bodies("reply")) == 2


def test_a_turn_in_time_leaves_no_fail_safe(story: Story) -> None:
    story.rasa.plays = [GATE]
    story.says(MOLE)

    story.wait(seconds=60)

    assert story.bodies("fail_safe") == []
    assert story.escalations() == []


def test_a_hanging_turn_does_not_hold_the_fail_safe_up(story: Story) -> None:
    story.rasa.plays = [GATE]
    story.rasa.hold.clear()
    story.text(MOLE)
    turn = threading.Thread(target=story.turn)
    turn.start()
    assert story.rasa.reached.wait(10)

    story.wait(seconds=15)
    told_meanwhile = story.bodies()
    story.rasa.hold.set()
    turn.join()

    assert len(told_meanwhile) == 1
    assert [m.kind for m in story.outbound()] == ["fail_safe", "reply"]
    assert len(story.cases()) == 1


def test_an_advised_emergency_gets_no_second_text(story: Story) -> None:
    story.text("I can't breathe")
    before = story.bodies()

    story.wait(seconds=16)

    assert story.bodies("fail_safe") == []
    assert [b for b in story.bodies() if b in before] == before
    assert len(story.escalations()) == 1


def test_words_that_nobody_read_yet_are_read_by_the_fail_safe(story: Story) -> None:
    message = story.text("I can't breathe", screen=False)

    story.wait(seconds=15)

    assert story.bodies("fail_safe") == []
    assert "911" in story.bodies("emergency_advice")[0]
    assert story.message(message).screen_level == "emergency"


def test_when_the_screen_is_broken_it_counts_as_an_emergency(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(fail_safe, "screen_patient", broken)
    message = story.text(MOLE, screen=False)

    story.wait(seconds=15)

    assert story.escalations()[0].disposition == "emergency"
    assert len(story.bodies("fail_safe")) == 1
    assert story.message(message).screened_at is None


def test_an_unread_stop_is_obeyed_by_the_fail_safe(story: Story) -> None:
    story.text("stop", screen=False)

    story.wait(seconds=15)

    assert story.patient().opted_out_at is not None
    assert story.bodies() == []


def test_a_text_that_fails_for_an_hour_is_still_tried_and_told_once(story: Story) -> None:
    story.rasa.plays = [answers(503)] * 12 + [GATE]
    story.text(MOLE)
    for _ in range(12):
        story.turn()
        story.wait(seconds=31)

    story.turn()

    assert len(story.bodies("fail_safe")) == 1
    assert story.bodies("reply") == ["The gate?"]
    assert len(story.cases()) == 1


def test_a_clinician_or_an_unknown_number_gets_no_fail_safe(story: Story) -> None:
    story.text("hello", phone=STRANGER, screen=False)

    story.wait(seconds=20)

    assert story.bodies(phone=STRANGER) == []
