"""The patient writes again while the care team has the case: the team hears of it."""

from __future__ import annotations

import pytest

from tests.escalation.story import Story


@pytest.fixture
def held(story: Story) -> str:
    """Paul holds an emergency that Nora did not answer; returns its code."""
    first = story.escalate("emergency", key="m1:decision")
    story.later(5)
    story.says("paul", f"ACK {first.code}")
    story.later(3)
    story.new_texts()
    return first.code


def test_a_new_emergency_voids_the_acknowledgement_and_pages_from_the_start(
    story: Story, held: str
) -> None:
    escalation = story.escalate("emergency", key="m2:emergency")

    seen = story.look(escalation)
    assert (seen.state, seen.acknowledged_by) == ("open", None)
    told = {name for name, _ in story.new_texts()}
    assert {"nora", "paul"} <= told  # step 1, and whoever held it
    assert "is yours" in story.says("paul", f"ACK {held}")


def test_nobody_answering_the_new_emergency_climbs_the_ladder(story: Story, held: str) -> None:
    story.escalate("emergency", key="m2:emergency")
    story.new_texts()

    story.later(5)

    assert "paul" in {name for name, _ in story.new_texts()}


def test_whoever_holds_the_case_hears_that_the_patient_wants_a_nurse(
    story: Story, held: str
) -> None:
    escalation = story.escalate("urgent", key="m2:nurse", reason="nurse")

    ((name, text),) = story.new_texts()
    assert name == "paul" and "case 7" in text and "again" in text
    assert story.look(escalation).state == "acknowledged"


def test_one_text_of_the_patient_tells_the_team_once(story: Story, held: str) -> None:
    story.escalate("urgent", key="m2:nurse", reason="nurse")
    story.new_texts()

    story.escalate("soon", key="m2:not_assessed", reason="not_assessed")
    story.escalate("soon", key="m1:not_assessed", reason="not_assessed")

    assert story.new_texts() == []


def test_the_same_reason_is_told_again_after_two_minutes(story: Story, held: str) -> None:
    for text in ("m2", "m3"):
        story.escalate("urgent", key=f"{text}:nurse", reason="nurse")
    assert len(story.new_texts()) == 1

    story.later(2)
    story.escalate("urgent", key="m4:nurse", reason="nurse")

    assert len(story.new_texts()) == 1


def test_while_nobody_holds_it_the_current_step_is_told(story: Story) -> None:
    first = story.escalate("urgent", key="m1:decision")
    story.later(3)
    story.new_texts()

    story.escalate("urgent", key="m2:nurse", reason="nurse")

    ((name, text),) = story.new_texts()
    assert name == "nora" and f"ACK {first.code}" in text


def test_a_new_emergency_is_told_at_once_while_nobody_holds_it(story: Story) -> None:
    story.escalate("emergency", key="m1:emergency")
    story.new_texts()

    story.escalate("emergency", key="m2:emergency")

    assert [name for name, _ in story.new_texts()] == ["nora"]
