"""An escalation without a timer: nothing would happen any more, so the sweep sees to it."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from afterdose.escalation.sweep import wake_forgotten
from afterdose.records.database import session
from afterdose.records.models import Escalation, Timer
from tests.escalation.story import Story


def lose_timers() -> None:
    with session() as opened:
        opened.execute(delete(Timer).where(Timer.kind.in_(("ladder", "reassure"))))


def waiting() -> list[tuple[str, str | None]]:
    with session() as opened:
        found = opened.scalars(select(Timer).filter_by(state="waiting").order_by(Timer.seq))
        return [(t.kind, t.payload.get("event")) for t in found if t.kind != "purge"]


def test_an_open_one_without_a_timer_is_paged_on(story: Story) -> None:
    story.escalate("urgent")
    assert story.paged() == ["nora"]
    lose_timers()

    wake_forgotten()
    story.send()

    assert story.paged() == ["paul"]
    assert waiting() == [("ladder", "unanswered"), ("reassure", None)]
    story.later(60)
    assert "nora" in {name for name, _ in story.new_texts()}  # and round it goes


def test_one_with_a_timer_is_left_alone(story: Story) -> None:
    story.escalate("urgent")
    story.paged()
    before = waiting()

    wake_forgotten()
    story.send()

    assert story.paged() == []
    assert waiting() == before


@pytest.mark.parametrize(("minutes", "event"), [(5, "contact_due"), (600, "expired")])
def test_an_acknowledged_one_is_waited_for_anew(story: Story, minutes: int, event: str) -> None:
    opened = story.escalate("urgent")
    story.says("nora", f"ACK {opened.code}")
    with session() as changing:  # a cancelled timer keeps its key
        changing.execute(update(Timer).where(Timer.kind == "ladder").values(state="cancelled"))
    story.stand_still(minutes)

    wake_forgotten()

    assert ("ladder", event) in waiting()
    story.new_texts()
    story.later(600)
    assert {"nora", "paul"} <= {name for name, _ in story.new_texts()}


def test_a_closed_one_stays_asleep(story: Story) -> None:
    opened = story.escalate("urgent")
    story.says("nora", f"DONE {opened.code} spoke")

    wake_forgotten()

    assert waiting() == []
    with session() as checked:
        assert checked.get_one(Escalation, opened.id).state == "closed"
