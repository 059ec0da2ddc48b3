"""What clinicians text, and what they are answered."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from afterdose.escalation.paging import OUTCOMES
from afterdose.escalation.response import acknowledge, close
from afterdose.messaging import timers
from afterdose.records.database import session
from afterdose.records.models import (
    Case,
    Clinician,
    Escalation,
    OutboundMessage,
    Patient,
    Timer,
    User,
)
from tests.escalation.story import PHONES, Story, moment
from tests.records.people import NOON


def test_the_nurse_acknowledges_speaks_with_the_patient_and_closes(story: Story) -> None:
    opened = story.escalate("urgent")
    ((_, page),) = story.new_texts()
    assert opened.code in page and "15 min" in page and f"/cases/{story.case.id}" in page
    story.later(3)
    answer = story.says("nora", f"ack {opened.code.lower()}")
    assert "Case 7" in answer and "57 min" in answer
    new = story.new_texts()
    assert {name for name, _ in new} == {"ana", "nora"}
    told = next(body for name, body in new if name == "ana")
    assert "8:00 AM" in told  # an hour after the opening, where the patient lives
    seen = story.look(opened)
    assert (seen.state, seen.acknowledged_by) == ("acknowledged", story.team["nora"].id)
    story.later(30)
    assert story.new_texts() == []
    assert "closed: spoke" in story.says("nora", f"DONE {opened.code} spoke")
    seen = story.look(opened)
    assert (seen.state, seen.outcome, seen.closed_at) == ("closed", "spoke", moment(33))
    with session() as checked:
        case = checked.get_one(Case, story.case.id)
        assert (case.state, case.closed_at) == ("closed", moment(33))
        waiting = select(Timer.kind).filter_by(state="waiting")
        assert checked.scalars(waiting).all() == ["purge"]
    assert story.to_patient() == []


@pytest.mark.parametrize(
    ("language", "disposition", "when"),
    [
        ("en", "urgent", "8:00 AM"),
        ("en", "soon", "7:00 AM on 11/23"),
        ("es", "urgent", "08:00"),
        ("es", "soon", "07:00 del 23/11"),
    ],
)
def test_the_patient_hears_by_when_in_their_own_language_and_time(
    story: Story, language: str, disposition: str, when: str
) -> None:
    with session() as opened:
        opened.get_one(Patient, story.patient.id).language = language
    escalation = story.escalate(disposition)
    story.says("nora", f"ACK {escalation.code}")
    (told,) = story.to_patient()
    assert f"{when}." in told
    assert ("care team" in told) == (language == "en")


def test_who_acknowledges_second_hears_who_was_first(story: Story) -> None:
    opened = story.escalate("urgent")
    story.later(15)
    story.says("paul", f"ACK {opened.code}")
    assert "Paul" in story.says("nora", f"ACK {opened.code}")
    assert "yours already" in story.says("paul", f"ACK {opened.code}")
    assert len(story.to_patient()) == 1
    assert story.look(opened).acknowledged_by == story.team["paul"].id


def test_a_text_handled_twice_is_answered_once(story: Story) -> None:
    opened = story.escalate("urgent")
    for body in (f"ACK {opened.code}", f"PASS {opened.code}", f"DONE {opened.code} seen", "OFF"):
        message = story.receive("nora", body)
        story.handle("nora", message)
        story.send()
        sent, events = len(story.sent()), story.events()
        story.handle("nora", message)
        story.send()
        assert (len(story.sent()), story.events()) == (sent, events), body


def test_pass_pages_the_next_person_at_once(story: Story) -> None:
    opened = story.escalate("urgent")
    story.later(2)
    story.new_texts()
    assert "next person" in story.says("nora", f"PASS {opened.code}")
    assert "paul" in [name for name, _ in story.new_texts()]
    story.later(14.9)
    assert story.paged() == []
    story.later(0.1)
    assert story.paged() == ["sue"]


def test_pass_of_somebody_it_is_no_longer_with_skips_nobody(story: Story) -> None:
    opened = story.escalate("urgent")
    story.later(15)
    story.new_texts()
    assert "somebody else" in story.says("nora", f"PASS {opened.code}")
    assert [name for name, _ in story.new_texts()] == ["nora"]  # the answer alone
    assert story.look(opened).step == 2


def test_pass_after_an_acknowledgement_gives_it_back_to_the_ladder(story: Story) -> None:
    opened = story.escalate("urgent")
    story.says("nora", f"ACK {opened.code}")
    assert "Nora" in story.says("paul", f"PASS {opened.code}")
    story.new_texts()
    story.later(1)
    story.says("nora", f"PASS {opened.code}")
    assert "paul" in [name for name, _ in story.new_texts()]
    seen = story.look(opened)
    assert (seen.state, seen.acknowledged_by) == ("open", None)
    story.later(30)
    assert len(story.to_patient()) == 1  # told again that nobody has confirmed
    story.says("sue", f"ACK {opened.code}")
    assert len(story.to_patient()) == 1


def test_pass_by_everybody_tells_the_patient_and_paging_goes_on(story: Story) -> None:
    opened = story.escalate("emergency")
    for name in ("nora", "paul"):
        story.says(name, f"PASS {opened.code}")
    story.new_texts()
    assert "nobody else" in story.says("sue", f"PASS {opened.code}")
    assert story.to_patient()[0].startswith("Call 911")
    story.later(5)
    assert story.paged() == ["nora", "sue"]


def test_taken_and_passed_again_and_again_at_the_last_step_it_is_never_forgotten(
    story: Story,
) -> None:
    opened = story.escalate("emergency")
    story.later(10)
    for _ in range(3):
        story.says("sue", f"ACK {opened.code}")
        story.later(1)
        story.says("sue", f"PASS {opened.code}")
        story.later(1)
    story.new_texts()
    story.later(5)
    assert story.paged() == ["nora", "sue"]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_closes_and_nothing_else_does(story: Story, outcome: str) -> None:
    opened = story.escalate("urgent")
    for wrong in ("", "fine", "spoke maybe"):
        answer = story.says("nora", f"DONE {opened.code} {wrong}")
        assert all(possible in answer for possible in OUTCOMES)
        assert story.look(opened).state == "open"
    assert outcome in story.says("nora", f"Done {opened.code.lower()}, {outcome}.")
    assert story.look(opened).outcome == outcome
    assert "closed already" in story.says("paul", f"ACK {opened.code}")
    assert "closed already" in story.says("paul", f"DONE {opened.code}")
    assert "closed already" in story.says("paul", f"PASS {opened.code}")


def test_an_emergency_closed_as_unreachable_is_flagged(story: Story) -> None:
    opened = story.escalate("emergency")
    assert "welfare check" in story.says("nora", f"DONE {opened.code} unreachable")
    assert "emergency_unreachable" in story.events()


def test_an_urgent_closed_as_unreachable_is_not(story: Story) -> None:
    opened = story.escalate("urgent")
    story.says("nora", f"DONE {opened.code} unreachable")
    assert "emergency_unreachable" not in story.events()


def test_a_page_still_queued_when_somebody_acknowledges_is_never_sent(story: Story) -> None:
    opened = story.escalate("urgent")
    story.new_texts()
    message = story.receive("nora", f"ACK {opened.code}")
    story.now = moment(15)
    with session() as due:
        page = select(OutboundMessage).filter_by(kind="page", clinician_id=story.team["paul"].id)
        assert due.scalars(page).all() == []
    timers.run_due()  # queues Paul's page, which the carrier has not been given yet
    story.handle("nora", message)
    story.send()
    assert {name for name, _ in story.new_texts()} == {"nora", "ana"}
    with session() as late:
        assert late.scalars(page).one().state == "moot"


def test_a_reminder_is_sent_in_spite_of_the_acknowledgement_but_not_after_closing(
    story: Story,
) -> None:
    opened = story.escalate("urgent")
    story.says("nora", f"ACK {opened.code}")
    story.new_texts()
    story.now = moment(60)
    timers.run_due()
    message = story.receive("nora", f"DONE {opened.code} spoke")
    story.handle("nora", message)
    story.send()
    ((_, answer),) = story.new_texts()
    assert "closed: spoke" in answer


def test_ack_without_a_code_names_what_waits_and_gives_no_code_away(story: Story) -> None:
    opened = story.escalate("urgent")
    answer = story.says("nora", "ack")
    assert "code" in answer and "case 7" in answer and opened.code not in answer
    assert "Nothing is waiting" in story.says("paul", "ack")
    assert story.look(opened).state == "open"


def test_an_unknown_code_is_answered_clearly(story: Story) -> None:
    story.escalate("urgent")
    assert "No case has the code QQQQ" in story.says("nora", "ACK qqqq")


def test_status_lists_what_is_open_with_code_and_level(story: Story) -> None:
    assert "No open cases" in story.says("sue", "STATUS")
    opened = story.escalate("urgent")
    story.says("nora", f"ACK {opened.code}")
    answer = story.says("sue", "status")
    assert f"{opened.code} case 7 URGENT, acknowledged" in answer


def test_off_and_on_change_who_is_paged_and_off_names_what_is_still_with_you(
    story: Story,
) -> None:
    assert "off duty" in story.says("nora", "OFF")
    opened = story.escalate("urgent")
    assert "paul" in [name for name, _ in story.new_texts()]
    assert "case 7" in story.says("paul", "off")
    assert "on duty" in story.says("nora", "ON")
    with session() as checked:
        duty = {c.phone: c.on_duty for c in checked.scalars(select(Clinician))}
    assert (duty[PHONES["nora"]], duty[PHONES["paul"]]) == (True, False)
    assert story.look(opened).state == "open"


@pytest.mark.parametrize("body", ["HELP", "hello?", "who is this", "👍"])
def test_anything_else_is_answered_with_the_commands(story: Story, body: str) -> None:
    answer = story.says("nora", body)
    assert all(word in answer for word in ("ACK", "PASS", "DONE", "STATUS", "ON", "OFF"))


def test_the_console_takes_and_closes_by_the_same_rules(story: Story) -> None:
    opened = story.escalate("urgent")
    with session() as page:
        user = User(username="chief", password_hash="x", role="supervisor", created_at=NOON)
        page.add(user)
        page.flush()
        escalation = page.get_one(Escalation, opened.id)
        assert acknowledge(page, escalation, user) == "acknowledged"
        assert acknowledge(page, escalation, user) == "already_taken"
    story.send()
    assert "somebody at the console" in story.says("nora", f"ACK {opened.code}")
    with session() as page:
        escalation = page.get_one(Escalation, opened.id)
        with pytest.raises(ValueError, match="no outcome asleep"):
            close(page, escalation, "asleep", user)
        assert close(page, escalation, "seen", user) == "closed"
        assert close(page, escalation, "spoke", user) == "already_closed"
    assert story.look(opened).outcome == "seen"
