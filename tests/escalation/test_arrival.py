"""Texts to the patient that do not arrive bring in a human."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from afterdose.messaging.outbox import queue_text
from afterdose.records.database import session
from afterdose.records.models import Case, Escalation, Patient
from tests.escalation.story import Story
from tests.records.people import ANA


def text_patient(story: Story, kind: str, key: str = "advice:1", case: bool = True) -> None:
    with session() as opened:
        queue_text(
            opened,
            key=key,
            kind=kind,
            body="Anything",
            priority=0,
            patient=opened.get_one(Patient, story.patient.id),
            case_id=story.case.id if case else None,
        )
    story.send()


def escalations() -> list[Escalation]:
    with session() as opened:
        return list(opened.scalars(select(Escalation)))


@pytest.mark.parametrize(
    ("kind", "disposition"),
    [("emergency_advice", "emergency"), ("reply", "urgent"), ("fail_safe", "urgent")],
)
def test_a_text_that_does_not_arrive_is_an_escalation_of_its_own(
    story: Story, kind: str, disposition: str
) -> None:
    story.unreachable = {ANA}
    text_patient(story, kind)
    (opened,) = escalations()
    assert (opened.disposition, opened.reason) == (disposition, "undelivered")
    assert story.paged() == ["nora"]


def test_whoever_has_the_case_already_is_told_to_call_once(story: Story) -> None:
    opened = story.escalate("urgent")
    story.says("nora", f"ACK {opened.code}")
    story.new_texts()
    story.unreachable = {ANA}
    text_patient(story, "reply", key="advice:1")
    text_patient(story, "reply", key="advice:2")
    ((name, text),) = story.new_texts()
    assert name == "nora" and "do not reach the patient" in text
    assert story.events().count("escalation_again") == 2


def test_whoever_is_being_paged_is_told_too(story: Story) -> None:
    story.escalate("urgent")
    story.new_texts()
    story.unreachable = {ANA}
    text_patient(story, "reply")
    ((name, text),) = story.new_texts()
    assert name == "nora" and "do not reach the patient" in text


def test_emergency_advice_that_does_not_arrive_raises_what_is_open(story: Story) -> None:
    opened = story.escalate("urgent")
    story.unreachable = {ANA}
    text_patient(story, "emergency_advice")
    assert story.look(opened).disposition == "emergency"


def test_a_text_outside_any_case_or_of_a_closed_case_brings_in_nobody(story: Story) -> None:
    story.unreachable = {ANA}
    text_patient(story, "reply", key="a", case=False)
    with session() as opened:
        opened.get_one(Case, story.case.id).state = "closed"
    text_patient(story, "reply", key="b")
    assert escalations() == []


def test_after_stop_the_patient_is_texted_no_more_and_the_ladder_runs_on(story: Story) -> None:
    with session() as opened:
        opened.get_one(Patient, story.patient.id).opted_out_at = story.now
    story.escalate("emergency", reason="opted_out")
    story.later(30)
    assert story.to_patient() == []
    assert story.look(escalations()[0]).step == 7
