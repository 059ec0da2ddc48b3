"""Nobody answers, somebody answers late, pages fail, machines stand still."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from afterdose.messaging import delivery, timers
from afterdose.records.database import session
from afterdose.records.models import Case, Clinician, OutboundMessage, Page, Timer
from afterdose.settings import settings
from tests.escalation.story import CLINIC, PHONES, Story
from tests.records.people import add_clinician, add_shift


def test_an_emergency_nobody_takes_goes_to_nurse_physician_supervisor_and_round_again(
    story: Story,
) -> None:
    story.escalate("emergency")
    assert story.paged() == ["nora"]
    story.later(4.9)
    assert story.paged() == []
    story.later(0.1)
    assert story.paged() == ["paul"]
    story.later(5)
    new = dict(story.new_texts())
    assert new.keys() == {"sue", "ana"}
    assert new["ana"].startswith("Call 911 now") and "Nobody" in new["ana"]
    story.later(5)
    assert story.paged() == ["nora", "sue"]
    story.later(5)
    assert story.paged() == ["paul", "sue"]


def test_it_goes_on_for_hours_and_stops_with_the_acknowledgement(story: Story) -> None:
    opened = story.escalate("emergency")
    story.later(6 * 60)
    assert len([name for name, _ in story.new_texts() if name == "sue"]) == 71
    story.says("sue", f"ACK {opened.code}")
    story.says("sue", f"DONE {opened.code} spoke")
    story.new_texts()
    story.later(6 * 60)
    assert story.new_texts() == []


def test_urgent_waits_fifteen_minutes_a_step_and_tells_the_patient_at_thirty_and_sixty(
    story: Story,
) -> None:
    story.escalate("urgent")
    seen: list[tuple[float, str]] = []
    for _ in range(60):
        seen += [(story.at(), name) for name, _ in story.new_texts()]
        story.later(1)
    seen += [(story.at(), name) for name, _ in story.new_texts()]
    patient = [at for at, name in seen if name == "ana"]
    assert patient == [30, 60]
    assert [(at, name) for at, name in seen if name != "ana"] == [
        (0, "nora"),
        (15, "paul"),
        (30, "sue"),
        (45, "nora"),
        (45, "sue"),
        (60, "paul"),
        (60, "sue"),
    ]


def test_soon_pages_at_once_and_the_next_person_after_four_hours(story: Story) -> None:
    story.escalate("soon")
    assert story.paged() == ["nora"]
    story.later(4 * 60 - 1)
    assert story.paged() == []
    story.later(1)
    assert story.paged() == ["paul"]


def test_the_ladder_is_frozen_when_it_starts(story: Story) -> None:
    story.escalate("urgent")
    with session() as opened:
        late = add_clinician(opened, "+15550100150", name="Late", role="physician")
        add_shift(opened, late, 1)
        add_shift(opened, late, 2)
    story.later(15)
    assert story.paged() == ["nora", "paul"]


def test_somebody_who_went_off_duty_is_stepped_over(story: Story) -> None:
    story.escalate("urgent")
    story.says("paul", "OFF")
    story.new_texts()
    story.later(15)
    assert story.paged() == ["sue"]


def test_a_page_that_fails_goes_to_the_next_person_at_once(story: Story) -> None:
    story.unreachable = {PHONES["nora"]}
    story.escalate("urgent")
    assert story.paged() == ["paul"]
    story.later(15)
    assert story.paged() == ["sue"]
    assert story.events().count("page_failed") == 1


def test_a_page_that_fails_late_moves_nothing_on_that_has_moved_already(story: Story) -> None:
    story.escalate("urgent")
    story.later(15)
    assert story.paged() == ["nora", "paul"]
    with session() as opened:
        first = opened.scalars(select(OutboundMessage).order_by(OutboundMessage.seq)).first()
        assert first is not None
        first.state = "sent"
        delivery.learn(opened, first, carrier_id="SM1", status="undelivered", error_code=30003)
    story.send()
    assert story.paged() == []


def test_a_step_of_two_goes_on_only_when_neither_page_arrives(story: Story) -> None:
    with session() as opened:
        nick = add_clinician(opened, "+15550100150", name="Nick", role="nurse")
        add_shift(opened, nick, 1)
    story.unreachable = {PHONES["nora"]}
    story.escalate("urgent")
    assert [m.clinician_id for m in story.sent()] == [nick.id]


def test_every_page_failing_tells_patient_and_clinic_and_is_tried_again_without_a_storm(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERDOSE_CLINIC_PHONE", CLINIC)
    settings.cache_clear()
    story.unreachable = set(PHONES.values())
    opened = story.escalate("urgent")
    assert story.look(opened).disposition == "emergency"
    assert [name for name, _ in story.new_texts()] == ["ana", "clinic"]
    with session() as seen:
        tried = [page.channel for page in seen.scalars(select(Page))]
    # Each person once as urgent, once as emergency, by text and by call.
    assert (tried.count("sms"), tried.count("voice")) == (6, 6)
    story.later(4)
    assert story.new_texts() == []
    story.unreachable = set()
    story.later(1)
    assert story.paged() == ["nora", "sue"]


def test_nobody_on_call_makes_urgent_an_emergency_and_pages_clinic_and_supervisor(
    nobody_on_call: Story,
) -> None:
    opened = nobody_on_call.escalate("urgent")
    assert nobody_on_call.look(opened).disposition == "emergency"
    (patient, advice), (clinic, _), (sue, page) = nobody_on_call.new_texts()
    assert (patient, clinic, sue) == ("ana", "clinic", "sue")
    assert advice.startswith("Call 911") and "emergency" in advice and CLINIC in advice
    assert "EMERGENCY" in page
    assert "nobody_on_call" in nobody_on_call.events()
    nobody_on_call.later(5)
    assert nobody_on_call.paged() == ["sue"]


def test_nobody_at_all_tells_the_patient_and_finds_whoever_comes_on_call_later(
    nobody_at_all: Story,
) -> None:
    nobody_at_all.escalate("emergency")
    (advice,) = nobody_at_all.to_patient()
    assert advice.startswith("Call 911") and "None" not in advice
    with session() as opened:
        nick = add_clinician(opened, PHONES["nora"], name="Nora")
        add_shift(opened, nick, 1)
    nobody_at_all.later(5)
    assert nobody_at_all.paged() == ["nora"]


def test_soon_with_nobody_on_call_stays_soon(nobody_on_call: Story) -> None:
    opened = nobody_on_call.escalate("soon")
    assert nobody_on_call.look(opened).disposition == "soon"
    assert "911" in nobody_on_call.to_patient()[0]


def test_the_wait_begins_when_the_carrier_takes_the_page(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "send", lambda: None)
    story.escalate("emergency")
    monkeypatch.undo()
    monkeypatch.setattr("afterdose.clock.now", lambda: story.now)
    story.now += timedelta(minutes=3)
    story.send()
    assert story.paged() == ["nora"]
    story.later(4.9)  # 7.9 minutes after queueing
    assert story.paged() == []
    story.later(0.1)
    assert story.paged() == ["paul"]


def test_a_page_that_the_carrier_never_took_does_not_hold_the_ladder(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "send", lambda: None)
    opened = story.escalate("emergency")
    story.later(5)
    assert story.look(opened).step == 2


def test_after_a_standstill_the_steps_that_were_due_are_paged_together_and_once(
    story: Story,
) -> None:
    story.escalate("emergency")
    story.new_texts()
    story.stand_still(60)
    new = [name for name, _ in story.new_texts()]
    assert sorted(new) == ["ana", "paul", "sue"]
    story.later(4.9)
    assert story.paged() == []
    story.later(0.1)
    assert story.paged() == ["nora", "sue"]


def test_each_timer_run_twice_changes_nothing_more(story: Story) -> None:
    opened = story.escalate("emergency")
    story.later(30)
    story.says("sue", f"ACK {opened.code}")
    story.later(30)
    before = len(story.sent())
    with session() as again:
        done = [t.seq for t in again.scalars(select(Timer).filter_by(state="done"))]
    assert len(done) > 8  # steps, texts to the patient, reminder, expiry
    for seq in done:
        with session() as again:
            timer = again.get_one(Timer, seq)
            timers._due[timer.kind](again, timer)
        story.send()
    assert len(story.sent()) == before


def test_a_rehearsal_runs_the_ladder_faster(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERDOSE_TIME_SCALE", "60")
    settings.cache_clear()
    story.escalate("emergency")
    story.later(10 / 60)
    assert sorted(name for name, _ in story.new_texts()) == ["ana", "nora", "paul", "sue"]


def test_an_acknowledged_case_without_an_outcome_is_reminded_then_paged_again(
    story: Story,
) -> None:
    opened = story.escalate("emergency")
    story.later(2)
    story.says("nora", f"ACK {opened.code}")
    story.new_texts()
    story.later(12.9)
    assert story.paged() == []
    story.later(0.1)  # 15 minutes after the opening
    ((name, reminder),) = story.new_texts()
    assert name == "nora" and "no outcome" in reminder
    story.later(5)
    assert story.paged() == ["nora", "sue"]
    assert story.look(opened).state == "open"
    assert "acknowledgement_expired" in story.events()
    story.says("sue", f"ACK {opened.code}")
    assert "care team has seen" in story.to_patient()[0]


def test_a_late_acknowledgement_still_has_its_time_before_the_reminder(story: Story) -> None:
    opened = story.escalate("emergency")
    story.later(14)
    story.says("sue", f"ACK {opened.code}")
    story.new_texts()
    story.later(4.9)
    assert story.paged() == []
    story.later(0.1)
    assert story.paged() == ["sue"]


def test_a_reminder_that_does_not_arrive_pages_again_at_once(story: Story) -> None:
    opened = story.escalate("urgent")
    story.says("nora", f"ACK {opened.code}")
    story.new_texts()
    story.unreachable = {PHONES["nora"]}
    story.later(60)
    assert story.look(opened).state == "open"
    assert story.paged() == ["sue"]


def test_whoever_paged_first_is_gone_from_the_team_page_reads_no_name(story: Story) -> None:
    story.escalate("urgent")
    with session() as opened:
        names = {c.name for c in opened.scalars(select(Clinician))}
        assert opened.get_one(Case, story.case.id).number == 7
    ((_, page),) = story.new_texts()
    assert not [name for name in names if name in page]
