"""An open question without a timer: nobody would ever ask again, so the sweep sees to it."""

from __future__ import annotations

from sqlalchemy import delete

from afterdose.dialogue.unwatched import watch_forgotten
from afterdose.records.database import session
from afterdose.records.models import Timer
from tests.dialogue.effects import answer, area, asked
from tests.dialogue.rasa_standin import says
from tests.dialogue.story import Story

BRUISE = "I have a small bruise"


def ask(story: Story) -> None:
    effects = [area("bleeding"), answer("G0", False), asked("B1")]
    story.rasa.plays = [says("A question?", effects=effects)]
    story.says(BRUISE)


def lose_timers() -> None:
    with session() as opened:
        opened.execute(delete(Timer).where(Timer.kind == "silence"))


def test_a_question_without_a_timer_is_waited_for_anew(story: Story) -> None:
    ask(story)
    lose_timers()

    watch_forgotten()
    watch_forgotten()

    assert len(story.waiting("silence")) == 2
    story.wait(minutes=10)
    assert [made.disposition for made in story.decisions()] == ["emergency"]


def test_a_question_that_is_waited_for_is_left_alone(story: Story) -> None:
    ask(story)
    before = story.waiting("silence")
    story.wait(minutes=1)

    watch_forgotten()

    assert story.waiting("silence") == before


def test_a_text_that_waits_for_its_turn_is_left_to_it(story: Story) -> None:
    ask(story)
    story.text("no")

    watch_forgotten()

    assert story.waiting("silence") == []
