"""Calls to clinicians: when a text does not arrive, and when nobody answers texts."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from afterdose.console.app import create_app
from afterdose.messaging import delivery, voice
from afterdose.messaging.another_way import CALL_INSTEAD, calls_for
from afterdose.messaging.signatures import sign
from afterdose.records.database import session
from afterdose.records.models import OutboundMessage, Page
from afterdose.settings import settings
from tests.escalation.story import Story


def text_fails(story: Story, name: str, code: int) -> None:
    """The carrier tells only now that the page did not arrive."""
    with session() as opened:
        pages = opened.query(OutboundMessage).filter_by(
            clinician_id=story.team[name].id, kind="page"
        )
        page = pages.order_by(OutboundMessage.seq).all()[-1]
        page.state = "sent"
        delivery.learn(
            opened,
            page,
            carrier_id=str(page.carrier_id),
            status="undelivered",
            error_code=code,
        )
    story.send()


def pages(story: Story) -> list[str]:
    """Who was paged by text; what the patient is told meanwhile is no matter here."""
    return [name for name, _ in story.new_texts() if name != "ana"]


@pytest.mark.parametrize("code", [21610, 30005])
def test_whoever_texts_do_not_reach_is_called_while_the_next_is_paged(
    story: Story, code: int
) -> None:
    opened = story.escalate("emergency")
    assert (story.paged(), story.called()) == (["nora"], [])
    text_fails(story, "nora", code)
    assert (story.paged(), story.called()) == (["paul"], ["nora"])
    assert story.events().count("page_failed") == 1
    assert opened.code == story.look(opened).code


@pytest.mark.parametrize("code", [21610, 21614, 21635, *range(30003, 30007), 30008])
def test_the_codes_that_durability_notes_name_mean_another_way(code: int) -> None:
    assert CALL_INSTEAD[code]
    assert calls_for(code)


def test_a_text_that_fails_for_another_reason_is_followed_by_no_call(story: Story) -> None:
    story.escalate("emergency")
    text_fails(story, "nora", 21211)
    story.new_texts()
    assert story.called() == []


def test_the_call_spells_the_code_and_says_no_more(story: Story) -> None:
    opened = story.escalate("emergency")
    text_fails(story, "nora", 30003)
    said = story.presses("nora", None)
    assert said.asks
    assert ", ".join(opened.code) in said.words
    for secret in ("7", "EMERGENCY", "emergency", "Ana"):
        assert secret not in said.words.replace(", ".join(opened.code), "")


def test_one_acknowledges_once_and_what_to_do_comes_as_a_text(story: Story) -> None:
    opened = story.escalate("emergency")
    text_fails(story, "nora", 30003)
    story.new_texts()
    for _ in range(2):  # the carrier may ask twice
        assert "is yours" in story.presses("nora", "1").words
    found = story.look(opened)
    assert (found.state, found.acknowledged_by) == ("acknowledged", story.team["nora"].id)
    assert story.events().count("acknowledged") == 1
    texts = story.new_texts()
    assert [name for name, _ in texts] == ["ana", "nora"]
    assert f"DONE {opened.code}" in texts[1][1]
    story.ends("nora")
    assert "call_failed" not in story.events()
    assert story.calls()[-1].state == "delivered"


def test_two_passes_on_once(nobody_on_call: Story) -> None:
    story = nobody_on_call
    with session() as opened:
        from tests.records.people import add_shift

        for step, name in enumerate(("nora", "paul", "sue"), 1):
            add_shift(opened, story.team[name], step)
    opened_one = story.escalate("urgent")
    story.later(45)  # through the round: nora again, and now she is called
    assert pages(story) == ["nora", "paul", "sue", "nora", "sue"]
    assert story.called() == ["nora", "sue"]
    for _ in range(2):
        assert "next person" in story.presses("nora", "2").words
    assert story.paged() == ["paul", "sue"]
    assert story.events().count("passed") == 1
    assert story.look(opened_one).step == 5


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "completed"])
def test_a_call_that_reaches_nobody_moves_on_at_once(story: Story, status: str) -> None:
    story.escalate("emergency")
    story.later(15)
    assert pages(story) == ["nora", "paul", "sue", "nora", "sue"]
    assert story.called() == ["nora", "sue"]
    story.ends("nora", status)
    assert story.paged() == []  # the supervisor's phone still rings
    *_, hers = story.calls()
    story.ends("sue", status)
    voice._learn(str(hers.carrier_id), hers.id, status)  # told twice
    assert story.paged() == ["paul", "sue"]
    assert story.called() == ["paul", "sue"]
    assert story.events().count("call_failed") == 2


@pytest.mark.parametrize(("disposition", "minutes"), [("emergency", 15), ("urgent", 45)])
def test_when_everybody_was_paged_in_vain_the_second_round_calls(
    story: Story, disposition: str, minutes: int
) -> None:
    story.escalate(disposition)
    story.later(minutes - 1)
    assert story.called() == []
    story.later(1)
    assert "nora" in story.called()
    with session() as opened:
        channels = {page.channel for page in opened.query(Page).all()}
    assert channels == {"sms", "voice"}


def test_nobody_at_all_is_said_only_when_the_last_call_is_over(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERDOSE_CLINIC_PHONE", "+15550100199")
    settings.cache_clear()
    story.escalate("emergency")
    for name in ("nora", "paul", "sue"):
        text_fails(story, name, 30005)
    assert story.called() == ["nora", "paul", "sue"]
    assert story.to_patient() == []
    story.ends("nora", "no-answer")
    story.ends("paul", "busy")
    assert story.to_patient() == []
    story.ends("sue", "no-answer")
    assert len(story.to_patient()) == 1
    assert story.called() == ["clinic"]
    assert story.events().count("nobody_left") == 1
    assert "clinic_called" in story.events()


def test_the_clinics_number_can_only_say_that_it_has_heard(nobody_on_call: Story) -> None:
    opened = nobody_on_call.escalate("urgent")
    assert "clinic" in nobody_on_call.called()
    said = nobody_on_call.presses("clinic", None)
    assert said.asks and opened.code not in said.words
    assert nobody_on_call.presses("clinic", "2").asks
    assert not nobody_on_call.presses("clinic", "1").asks
    assert nobody_on_call.look(opened).state == "open"
    assert nobody_on_call.calls()[0].state == "delivered"


def test_an_acknowledgement_ends_the_calls_of_the_others(story: Story) -> None:
    opened = story.escalate("emergency")
    story.later(15)
    story.says("paul", f"ACK {opened.code}")
    assert "Somebody else" in story.presses("nora", None).words
    assert "Somebody else" in story.presses("nora", "1").words
    assert story.look(opened).acknowledged_by == story.team["paul"].id
    story.says("paul", f"DONE {opened.code} spoke")
    assert "closed" in story.presses("sue", "1").words


def test_an_acknowledgement_before_the_call_leaves_makes_it_moot(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = story.escalate("emergency")
    story.later(14)
    send = story.send
    monkeypatch.setattr(story, "send", lambda: None)  # the carrier takes nothing for a while
    story.later(1)
    with session() as records:
        assert records.query(OutboundMessage).filter_by(kind="call", state="queued").count() == 2
    story.handle("nora", story.receive("nora", f"ACK {opened.code}"))
    send()
    assert story.called() == []
    with session() as records:
        assert records.query(OutboundMessage).filter_by(kind="call", state="moot").count() == 2


def test_no_key_and_wrong_keys_are_asked_again_until_the_last_time(story: Story) -> None:
    story.escalate("emergency")
    text_fails(story, "nora", 30003)
    assert story.presses("nora", "").asks
    assert story.presses("nora", "9").asks
    assert not story.presses("nora", "9", last=True).asks


def test_without_a_number_that_can_call_nobody_is_called(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "AFTERDOSE_CARRIER": "twilio",
        "AFTERDOSE_CLINIC_PHONE": "+15550100199",
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": "t",
        "TWILIO_MESSAGING_SERVICE_SID": "MG1",
    }.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    story.escalate("emergency")
    text_fails(story, "nora", 30003)
    story.later(20)
    assert story.called() == []
    assert "paul" in [name for name, _ in story.new_texts()]


def test_a_page_that_fails_only_after_its_step_still_makes_us_call(story: Story) -> None:
    opened = story.escalate("emergency")
    story.later(6)
    assert pages(story) == ["nora", "paul"]
    text_fails(story, "nora", 30003)
    assert (pages(story), story.called()) == ([], ["nora"])
    story.ends("nora", "no-answer")
    assert pages(story) == []  # Paul has his page
    assert story.look(opened).step == 2


def test_the_web_process_answers_the_phone_and_takes_the_key(story: Story) -> None:
    opened = story.escalate("emergency")
    text_fails(story, "nora", 30003)
    (call,) = story.calls()
    form = {"CallSid": str(call.carrier_id), "CallStatus": "in-progress"}
    with TestClient(create_app()) as web:
        for path, more, words in (
            (f"/twilio/voice/answer?send={call.id}", {}, ", ".join(opened.code)),
            (f"/twilio/voice/key?send={call.id}&again=0", {"Digits": "1"}, "is yours"),
        ):
            signature = {"X-Twilio-Signature": sign(path, form | more)}
            answer = web.post(path, data=form | more, headers=signature)
            assert answer.status_code == 200
            assert words in answer.text
    assert story.look(opened).acknowledged_by == story.team["nora"].id
