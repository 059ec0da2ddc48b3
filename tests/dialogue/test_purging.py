"""Rasa's memory of a conversation goes when nobody needs it any more."""

from __future__ import annotations

from datetime import timedelta

from afterdose import clock
from afterdose.dialogue.purging import purge_old, purge_over
from afterdose.escalation.response import close
from afterdose.records.database import reading, session
from afterdose.records.models import Clinician, Escalation
from afterdose.records.queries import unfinished
from tests.dialogue.effects import answer, area, asked, decision
from tests.dialogue.rasa_standin import answers, says
from tests.dialogue.story import Story

MOLE = "I have a new mole"
PLACE = "/webhooks/afterdose/conversations"


def ask(story: Story, body: str, *effects: dict[str, object]) -> str:
    story.rasa.plays.append(says("A text.", effects=list(effects)))
    story.says(body)
    return str(story.rasa.heard[-1]["conversation"])


def close_case(story: Story) -> None:
    with session() as opened:
        (escalation,) = opened.query(Escalation).all()
        close(opened, escalation, "spoke", opened.query(Clinician).one())


def test_a_conversation_goes_when_its_case_closes_and_not_before(story: Story) -> None:
    conversation = ask(story, MOLE, area("general"), asked("G0"))
    ask(story, "no", answer("G0", False), decision(["general"], {"G0": False}))
    purge_over()
    assert story.rasa.deleted == []

    close_case(story)
    purge_over()
    purge_over()

    assert story.rasa.deleted == [f"{PLACE}/{conversation}"]
    assert set(story.rasa.tokens) == {"Bearer token-of-the-tests"}


def test_small_talk_is_forgotten_at_once(story: Story) -> None:
    conversation = ask(story, "hello", asked(None))

    purge_over()

    assert story.rasa.deleted == [f"{PLACE}/{conversation}"]


def test_a_text_that_may_be_sent_again_keeps_its_conversation(story: Story) -> None:
    story.rasa.plays = [answers(503)]
    story.says("hello")

    purge_over()

    assert story.rasa.deleted == []


def test_a_reopened_case_leaves_its_old_conversation(story: Story) -> None:
    first = ask(story, MOLE, area("general"), asked("G0"))
    ask(story, "no", answer("G0", False), decision(["general"], {"G0": False}))
    second = ask(story, "I have a fever", area("fever"), asked("G0"))

    purge_over()

    assert first != second
    assert story.rasa.deleted == [f"{PLACE}/{first}"]


def test_what_rasa_does_not_delete_is_asked_again_later(story: Story) -> None:
    ask(story, "hello", asked(None))
    story.rasa.deletes = 503
    purge_over()
    purge_over()  # too early
    assert len(story.rasa.deleted) == 1

    story.rasa.deletes = 204
    story.wait(minutes=1)
    purge_over()
    story.wait(minutes=60)
    purge_over()

    assert len(story.rasa.deleted) == 2


def test_a_purge_that_waits_is_no_late_work(story: Story) -> None:
    ask(story, "hello", asked(None))

    with reading() as opened:
        assert unfinished(opened, clock.now() + timedelta(hours=1)).timers_late == 0


def test_old_conversations_are_asked_for_once_an_hour(one_story: Story) -> None:
    purge_old()
    one_story.wait(minutes=30)
    purge_old()

    assert one_story.rasa.deleted == [PLACE]
