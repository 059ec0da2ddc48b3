from __future__ import annotations

from datetime import timedelta

import pytest

from tests.dialogue.effects import answer, area, asked, decision
from tests.dialogue.rasa_standin import RasaStandIn, says
from tests.dialogue.story import Story

BRUISE, MOLE = "I have a small bruise", "I have a new mole"


@pytest.fixture
def later(database: str, rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch) -> Story:
    """A patient treated three years ago: without a rule, a problem is soon."""
    from datetime import date

    return Story(monkeypatch, rasa, last_infusion_on=date(2023, 11, 11))


def ask(story: Story, text: str, *effects: dict[str, object]) -> None:
    story.rasa.plays.append(says("A question?", effects=list(effects)))
    story.says(text)


def test_a_red_flag_question_is_repeated_after_5_and_counts_as_yes_after_10(story: Story) -> None:
    ask(story, BRUISE, area("bleeding"), answer("G0", False), asked("B1"))

    story.wait(minutes=4, seconds=59)
    assert story.bodies("reminder") == []
    story.wait(seconds=1)
    assert "10 minutes of firm pressure" in story.bodies("reminder")[0]
    assert story.decisions() == []
    story.wait(minutes=5)

    (made,) = story.decisions()
    assert (made.decided_by, made.disposition) == ("silence", "emergency")
    assert "EB1" in made.rules
    assert ("B1", '"silent"', "silent") in story.answers()
    assert "911" in story.bodies("emergency_advice")[0]
    assert story.escalations()[0].disposition == "emergency"
    assert story.case().state == "decided"


def test_an_answer_ends_the_waiting(story: Story) -> None:
    ask(story, BRUISE, area("bleeding"), answer("G0", False), asked("B1"))
    story.wait(minutes=4)
    ask(story, "no", answer("B1", False), asked("B2"))

    story.wait(minutes=4)

    assert story.bodies("reminder") == []
    assert min(story.waiting("silence")) == story.now + timedelta(minutes=1)


def test_a_late_answer_is_still_taken_but_lowers_nothing(story: Story) -> None:
    ask(story, BRUISE, area("bleeding"), answer("G0", False), asked("B1"))
    conversation = story.rasa.heard[0]["conversation"]
    story.wait(minutes=10)
    ask(story, "no", answer("B1", False), asked("B2"))

    late = story.rasa.heard[1]
    assert late["conversation"] == conversation
    assert late["metadata"]["case"]["answers"] == {"G0": False}
    assert late["metadata"]["emergency_committed"] is False
    assert ("B1", "false", "given") in story.answers()
    assert (story.case().state, story.case().disposition) == ("asking", "emergency")
    assert story.bodies("reply")[-1] == "A question?"

    ask(
        story,
        "4",
        answer("B2", []),
        decision(["bleeding"], {"G0": "no", "B1": "no", "B2": ["none"]}),
    )
    assert story.decisions()[-1].disposition == "emergency"
    assert story.case().disposition == "emergency"


def test_the_gate_after_a_dangerous_opening_counts_as_a_red_flag(story: Story) -> None:
    ask(story, BRUISE, area("bleeding"), asked("G0"))

    story.wait(minutes=10)

    assert story.decisions()[0].disposition == "emergency"


def test_the_gate_after_a_mole_does_not_page_the_doctor(story: Story) -> None:
    ask(story, MOLE, area("general"), asked("G0"))

    story.wait(minutes=59)
    assert story.bodies("reminder") == []
    story.wait(minutes=1)
    assert "safety check" in " ".join(story.bodies("reminder"))
    story.wait(minutes=60)

    (made,) = story.decisions()
    assert (made.disposition, made.decided_by) == ("soon", "silence")
    assert [e.disposition for e in story.escalations()] == ["soon"]


def test_the_gate_after_doubtful_words_counts_as_a_red_flag(story: Story) -> None:
    ask(story, "is chest pain normal?", area("general"), asked("G0"))

    story.wait(minutes=10)

    assert story.decisions()[0].decided_by == "silence"
    assert story.decisions()[0].disposition == "emergency"


def test_another_question_with_an_urgent_risk_so_far(story: Story) -> None:
    ask(story, MOLE, area("general"), answer("G0", False), asked("G1"))

    story.wait(minutes=15)
    assert len(story.bodies("reminder")) == 1
    assert story.escalations() == []
    story.wait(minutes=15)

    assert story.decisions()[0].disposition == "urgent"
    assert story.escalations()[0].disposition == "urgent"


def test_another_question_with_a_lower_risk_so_far(later: Story) -> None:
    ask(later, MOLE, area("general"), answer("G0", False), asked("G1"))

    later.wait(minutes=60)
    assert len(later.bodies("reminder")) == 1
    assert later.escalations() == []
    later.wait(minutes=60)

    assert later.decisions()[0].disposition == "soon"
    assert later.escalations()[0].disposition == "soon"


def test_a_text_that_waits_for_its_turn_is_no_silence(story: Story) -> None:
    ask(story, BRUISE, area("bleeding"), answer("G0", False), asked("B1"))
    story.text("no", screen=False)

    story.wait(seconds=14)
    due = story.waiting("silence")
    assert len(due) == 2
    story.wait(minutes=20)

    assert [m.kind for m in story.outbound() if m.kind in ("reminder", "emergency_advice")] == []
    assert story.escalations()[0].reason == "not_assessed"


def test_nobody_is_reminded_after_stop_but_the_case_is_decided(story: Story) -> None:
    ask(story, MOLE, area("general"), asked("G0"))
    story.text("stop")

    story.wait(minutes=121)

    assert story.bodies("reminder") == []
    assert story.decisions()[0].decided_by == "silence"


def test_silence_decides_also_when_the_rules_fail(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from afterdose.dialogue import risk

    ask(story, BRUISE, area("bleeding"), answer("G0", False), asked("B1"))

    def broken(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(risk, "decide", broken)
    story.wait(minutes=10)

    assert story.decisions()[0].disposition == "emergency"
    assert story.decisions()[0].rules == ["B1"]


def test_waits_follow_the_rehearsal_clock(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    from afterdose.settings import settings

    monkeypatch.setenv("AFTERDOSE_TIME_SCALE", "60")
    settings.cache_clear()
    ask(story, BRUISE, area("bleeding"), answer("G0", False), asked("B1"))

    story.wait(seconds=10)

    assert story.decisions()[0].disposition == "emergency"
