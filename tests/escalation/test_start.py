"""Opening and raising: one open escalation per case, whatever asks for it how often."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from afterdose.records.database import session
from afterdose.records.models import Escalation
from tests.escalation.story import Story


def count() -> int:
    with session() as opened:
        return opened.scalar(select(func.count()).select_from(Escalation)) or 0


def test_the_same_key_again_pages_nobody_twice(story: Story) -> None:
    first = story.escalate("urgent", key="decision:1")
    second = story.escalate("urgent", key="decision:1")
    assert first.id == second.id and count() == 1
    assert story.paged() == ["nora"]
    assert story.events().count("escalation_opened") == 1
    assert "escalation_again" not in story.events()


def test_the_same_or_a_lower_disposition_adds_only_an_event(story: Story) -> None:
    first = story.escalate("urgent", key="decision:1")
    for disposition in ("urgent", "soon"):
        again = story.escalate(disposition, key=f"decision:{disposition}")
        assert again.id == first.id
    assert story.look(first).disposition == "urgent"
    assert story.paged() == ["nora"]
    assert story.events().count("escalation_again") == 2


def test_a_higher_disposition_starts_a_new_ladder_under_the_same_code(story: Story) -> None:
    first = story.escalate("urgent", key="decision:1")
    story.later(20)
    assert story.paged() == ["nora", "paul"]
    raised = story.escalate("emergency", key="decision:2")
    assert (raised.id, raised.code) == (first.id, first.code)
    ((name, page),) = story.new_texts()
    assert name == "nora" and "EMERGENCY" in page and "5 min" in page
    story.later(5)
    assert story.paged() == ["paul"]
    story.later(5)
    assert {name for name, _ in story.new_texts()} == {"sue", "ana"}


def test_raising_twice_under_one_key_restarts_nothing(story: Story) -> None:
    story.escalate("urgent", key="decision:1")
    story.escalate("emergency", key="decision:2")
    story.later(5)
    story.new_texts()
    story.escalate("emergency", key="decision:2")
    assert story.paged() == []
    assert story.events().count("escalation_raised") == 1


def test_an_emergency_voids_the_acknowledgement_of_something_lesser(story: Story) -> None:
    first = story.escalate("urgent", key="decision:1")
    story.says("nora", f"ACK {first.code}")
    story.new_texts()
    story.escalate("emergency", key="decision:2")
    seen = story.look(first)
    assert (seen.state, seen.acknowledged_by, seen.disposition) == ("open", None, "emergency")
    assert story.paged() == ["nora"]
    assert "is yours" in story.says("nora", f"ACK {first.code}")


def test_raised_to_urgent_whoever_has_it_keeps_it_and_hears_of_it(story: Story) -> None:
    first = story.escalate("soon", key="decision:1")
    story.says("nora", f"ACK {first.code}")
    story.new_texts()
    story.escalate("urgent", key="decision:2")
    ((name, text),) = story.new_texts()
    assert name == "nora" and "URGENT" in text and "60 min" in text
    assert story.look(first).state == "acknowledged"
    story.later(60)
    assert story.paged() == ["nora"]
    story.later(15)
    assert story.look(first).state == "open"


def test_a_closed_case_gets_a_new_escalation_and_its_old_key_stays_used(story: Story) -> None:
    first = story.escalate("urgent", key="decision:1")
    story.says("nora", f"DONE {first.code} spoke")
    assert story.escalate("urgent", key="decision:1").id == first.id
    assert story.look(first).state == "closed"
    second = story.escalate("urgent", key="decision:2")
    assert second.id != first.id and count() == 2


def test_there_is_no_ladder_for_routine(story: Story) -> None:
    with pytest.raises(ValueError, match="routine"):
        story.escalate("routine")
    assert count() == 0
