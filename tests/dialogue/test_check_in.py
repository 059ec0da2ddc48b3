"""The automatic check text: asked a day later, answered, or met with silence (3.13, 4.1, RN1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from afterdose.dialogue import checked_in
from afterdose.records.models import InboundMessage
from afterdose.settings import settings
from tests.dialogue.effects import answer, area, asked, decision
from tests.dialogue.rasa_standin import RasaStandIn, says
from tests.dialogue.story import Story

DAY = 24 * 60
RASH: dict[str, Any] = {"G0": "no", "S3": "no", "S5": ["none"], "S1": "rash", "S4": ["none"]}
MOLE = RASH | {"S1": "mole", "S2": ["changing"]}
HEAT: dict[str, Any] = {
    "G0": "no",
    "N1": ["none"],
    "N3": "no",
    "N5": ["none"],
    "N4": ["heat"],
    "N7": "no",
    "N6": ["hours", "better", "old"],
    "N2": "9 am",
}


@pytest.fixture
def later(database: str, rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch) -> Story:
    """A patient treated three years ago."""
    return Story(monkeypatch, rasa, last_infusion_on=date(2023, 11, 11))


def decide(story: Story, name: str, answers: dict[str, Any], expected: str) -> None:
    effects = [area(name), *(answer(q, v) for q, v in answers.items())]
    made = decision([name], answers, 1100)
    assert made["disposition"] == expected
    story.rasa.plays.append(says("What to do.", effects=[*effects, made]))
    story.says("something small")
    assert story.case().disposition == expected


def reply(story: Story) -> str:
    return story.bodies("reply")[-1]


def test_a_routine_case_is_asked_after_a_day_and_better_closes_it(later: Story) -> None:
    decide(later, "skin", RASH, "routine")
    later.wait(minutes=DAY - 1)
    assert later.bodies("check_in") == []
    later.wait(minutes=1)
    assert "BETTER, SAME or WORSE" in later.bodies("check_in")[0]

    later.says("Much better, thanks")

    assert "We close this now" in reply(later)
    assert later.case().state == "closed"
    later.wait(minutes=5 * DAY)
    assert len(later.bodies("check_in")) == 1
    assert later.escalations() == []


def test_the_same_is_asked_again_and_then_a_nurse_calls(later: Story) -> None:
    decide(later, "skin", RASH, "routine")
    later.wait(minutes=DAY)
    later.says("SAME")
    assert "ask you again" in reply(later)
    later.wait(minutes=2 * DAY)
    assert len(later.bodies("check_in")) == 2

    later.says("not better")

    made = later.decisions()[-1]
    assert (made.disposition, made.decided_by) == ("soon", "check_in")
    assert "CHECK-IN" in made.rules
    assert [e.disposition for e in later.escalations()] == ["soon"]


def test_a_heat_symptom_that_is_not_gone_is_soon_at_once(later: Story) -> None:
    decide(later, "neuro", HEAT, "routine")
    later.wait(minutes=DAY)
    later.says("still there")
    made = later.decisions()[-1]
    assert made.disposition == "soon"
    assert "SN1" in made.rules


def test_no_answer_to_the_check_text_brings_a_nurse(later: Story) -> None:
    decide(later, "skin", RASH, "routine")
    later.wait(minutes=2 * DAY - 1)
    assert later.escalations() == []
    later.wait(minutes=1)
    assert [e.disposition for e in later.escalations()] == ["soon"]
    assert "call you" in " ".join(later.bodies())


def test_who_cannot_be_texted_any_more_is_no_less_seen(later: Story) -> None:
    decide(later, "skin", RASH, "routine")
    later.text("STOP")
    later.wait(minutes=2 * DAY)
    assert later.bodies("check_in") == []
    assert [e.disposition for e in later.escalations()] == ["soon"]


@pytest.mark.parametrize("words", ["WORSE", "better but my elbow hurts", "not sure", "3"])
def test_anything_else_is_for_the_conversation(later: Story, words: str) -> None:
    decide(later, "skin", RASH, "routine")
    later.wait(minutes=DAY)
    later.rasa.plays.append(says("First, a safety check.", effects=[area("skin"), asked("G0")]))
    later.says(words)
    assert later.case().state == "asking"
    assert later.events("reopened")
    assert later.case().disposition == "routine"


def test_a_soon_case_is_asked_while_it_is_open_and_never_closed_by_the_patient(
    later: Story,
) -> None:
    decide(later, "skin", MOLE, "soon")
    later.wait(minutes=DAY)
    assert len(later.bodies("check_in")) == 1
    later.says("better")
    assert "will still call you" in reply(later)
    assert (later.case().state, later.case().disposition) == ("decided", "soon")


def test_words_of_no_question_are_no_answer(later: Story) -> None:
    """Before the check text "better" belongs to the conversation."""
    decide(later, "skin", RASH, "routine")
    later.rasa.plays.append(says("What I told you still stands.", effects=[asked(None)]))
    later.says("better")
    assert later.case().state == "decided"


def test_the_hours_run_with_the_rehearsal_clock(
    one_story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERDOSE_TIME_SCALE", "60")
    settings.cache_clear()
    decide(one_story, "skin", MOLE, "soon")
    assert one_story.waiting("check_in") == [one_story.now + timedelta(minutes=24)]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Better!", "better"),
        ("I'm feeling a lot better now, thank you", "better"),
        ("Sigo igual", "same"),
        ("mucho mejor, gracias", "better"),
        ("no better", "same"),
        ("not good", None),
        ("better and worse", None),
        ("peor", None),
        ("no", None),
        ("", None),
    ],
)
def test_only_the_whole_text_is_an_answer(text: str, answer: str | None) -> None:
    message = InboundMessage(body=text, screen_level="none", media_count=0)
    assert checked_in.answer_of(message) == answer
