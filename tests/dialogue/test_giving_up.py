"""A text that can never have its turn goes to a human and holds nothing up."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from afterdose.dialogue import giving_up, turn
from afterdose.dialogue.protocol_set import protocols
from afterdose.records.database import session
from afterdose.records.models import Case
from afterdose.settings import settings
from tests.dialogue.effects import area, asked
from tests.dialogue.rasa_standin import answers, says
from tests.dialogue.story import NURSE, Story

MOLE = "I have a new mole"
NURSE_WANTED = says("I am telling your care team.", effects=[{"type": "nurse_requested"}])


def ready(story: Story) -> None:
    told = {"model": "m1.tar.gz", "protocol_release": protocols().hash}
    story.rasa.health = (200, json.dumps(told).encode())


def fails(story: Story, times: int) -> None:
    for _ in range(times):
        story.turn()
        story.wait(seconds=31)


def test_a_text_that_a_ready_server_cannot_take_goes_to_a_human(story: Story) -> None:
    ready(story)
    story.rasa.plays = [answers(503)] * giving_up.ENOUGH + [NURSE_WANTED]
    message = story.text(MOLE)
    later = story.text("NURSE")

    fails(story, giving_up.ENOUGH)

    assert story.message(message).state == "handled"
    (escalation,) = story.escalations()
    assert (escalation.disposition, escalation.reason) == ("urgent", "not_assessed")
    assert [e.details["message"] for e in story.events("given_up")] == [message]
    assert "writes again" in story.bodies("page_reminder", NURSE)[-1]
    story.turn()
    assert story.message(later).state == "handled"
    assert "I am telling your care team." in story.bodies("reply")


def test_a_text_waits_on_while_no_server_is_ready(one_story: Story) -> None:
    one_story.rasa.plays = [answers(503)] * (giving_up.ENOUGH + 1)
    message = one_story.text(MOLE)

    fails(one_story, giving_up.ENOUGH + 1)

    assert one_story.message(message).state == "waiting"
    assert one_story.events("given_up") == []


def test_a_text_waits_on_while_the_action_server_is_away(
    one_story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(one_story)
    monkeypatch.setenv("AFTERDOSE_ACTIONS_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    one_story.rasa.plays = [answers(503)] * (giving_up.ENOUGH + 1)
    message = one_story.text(MOLE)

    fails(one_story, giving_up.ENOUGH + 1)

    assert one_story.message(message).state == "waiting"


def test_a_turn_that_cannot_be_written_down_ends_too(
    one_story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("broken")

    ready(one_story)
    monkeypatch.setattr(turn, "record_turn", broken)
    one_story.rasa.plays = [says("The gate?", effects=[area("general"), asked("G0")])]
    message = one_story.text(MOLE)

    fails(one_story, giving_up.ENOUGH)

    assert one_story.message(message).state == "handled"
    assert len(one_story.escalations()) == 1


def test_records_that_cannot_be_written_keep_the_text_waiting(
    one_story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*args: object) -> None:
        raise OperationalError("", None, Exception("locked"))

    ready(one_story)
    monkeypatch.setattr(turn, "record_turn", locked)
    one_story.rasa.plays = [says("The gate?", effects=[area("general"), asked("G0")])]
    message = one_story.text(MOLE)

    fails(one_story, giving_up.ENOUGH + 1)

    assert one_story.message(message).state == "waiting"


def test_a_case_that_the_team_closed_meanwhile_is_not_opened_again(one_story: Story) -> None:
    ready(one_story)
    one_story.rasa.plays = [answers(503)] * giving_up.ENOUGH
    message = one_story.text(MOLE)
    fails(one_story, 1)
    with session() as opened:
        opened.execute(update(Case).values(state="closed"))
    before = one_story.bodies(phone=NURSE)

    fails(one_story, giving_up.ENOUGH - 1)

    assert one_story.message(message).state == "handled"
    assert [b for b in one_story.bodies(phone=NURSE) if "writes again" in b] == []
    assert before != []


def test_an_outage_is_told_once_in_ten_minutes(one_story: Story) -> None:
    one_story.text(MOLE)
    one_story.wait(seconds=20)
    one_story.text("and it itches")
    one_story.wait(seconds=20)
    told, *more = one_story.bodies("fail_safe")
    assert more == []
    assert "1 hour" in told

    one_story.now += timedelta(minutes=10)
    one_story.text("hello?")
    one_story.wait(seconds=20)

    assert len(one_story.bodies("fail_safe")) == 2


def test_a_worse_text_in_an_outage_is_told_at_once(one_story: Story) -> None:
    one_story.text(MOLE)
    one_story.wait(seconds=20)
    one_story.text("is chest pain normal?")
    one_story.wait(seconds=20)

    assert "chest pain" in one_story.bodies("fail_safe")[-1]
