"""Calls through the real client and signed webhooks: made once, keys taken once."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.messaging import carrier as carrier_module
from afterdose.messaging import delivery, outbox, voice
from afterdose.messaging.calls import KIND, RING_SECONDS
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.sending import send_next
from afterdose.messaging.sweep import Sweep
from afterdose.messaging.voice import Said
from afterdose.records import database as records_database
from afterdose.records.database import reading, session
from afterdose.records.models import OutboundMessage
from tests.messaging.conftest import NURSE, PUBLIC, Clock
from tests.standin.twilio_server import NUMBER, StandInTwilio, sign


@pytest.fixture
def carrier(
    database: str, twilio: StandInTwilio, hand: Clock, monkeypatch: pytest.MonkeyPatch
) -> Carrier:
    monkeypatch.setattr(carrier_module, "READ_SECONDS", 0.3)
    return Carrier()


@pytest.fixture
def pressed() -> list[str | None]:
    """What was pressed in calls: 1 ends the call, everything else is asked again."""
    keys: list[str | None] = []

    @voice.on_call(KIND)
    def talk(records: Session, call: OutboundMessage, key: str | None, last: bool) -> Said:
        keys.append(key)
        if key == "1":
            delivery.pressed(records, call)
            return Said("Thank you & goodbye")
        return Said("Nobody pressed a key") if last else Said("Press 1", asks=True)

    return keys


def owe_call(key: str = "call") -> None:
    with session() as records:
        queue_text(records, key=key, kind=KIND, body="Press 1", priority=0, phone=NURSE)


def row(key: str = "call") -> OutboundMessage:
    with reading() as records:
        return records.scalars(select(OutboundMessage).filter_by(key=key)).one()


def post(web: TestClient, url: str, **form: str) -> Any:
    form = {"CallStatus": "in-progress", **form}
    headers = {"X-Twilio-Signature": sign(url, form)}
    return web.post(url.removeprefix(PUBLIC), data=form, headers=headers)


def read(answer: Any) -> tuple[str, str | None]:
    """What is said, and where a key goes."""
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    found = ElementTree.fromstring(answer.text)
    gather, say = found.find("Gather"), found.find(".//Say")
    assert (gather is None) == (found.find("Hangup") is not None)
    return (say.text or "" if say is not None else ""), (
        gather.get("action") if gather is not None else None
    )


def test_a_call_is_made_with_urls_of_ours(carrier: Carrier, twilio: StandInTwilio) -> None:
    owe_call()
    assert send_next(carrier, "first")
    made, [call] = row(), twilio.called(NURSE)
    assert (made.state, made.carrier_id) == ("sent", call.sid)
    form = twilio.calls[-1].form
    assert form["Url"] == f"{PUBLIC}/twilio/voice/answer?send={made.id}"
    assert form["StatusCallback"] == f"{PUBLIC}/twilio/voice/status?send={made.id}"
    assert (form["From"], form["Timeout"]) == (NUMBER, str(RING_SECONDS))
    assert twilio.texts == []


@pytest.mark.parametrize("fault", ["500_taken", "drop_taken", "hang_taken", "500", "drop", "429"])
def test_a_call_is_made_once_whatever_the_carrier_answers(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock, fault: str
) -> None:
    owe_call()
    twilio.fail_next(fault)
    for _ in range(4):
        while send_next(carrier, "first"):
            pass
        hand.pass_(10)
    [call] = twilio.called(NURSE)
    assert (row().state, row().carrier_id) == ("sent", call.sid)


def test_a_call_that_is_answered_is_known_to_be_made(
    carrier: Carrier, web: TestClient, twilio: StandInTwilio, pressed: list[str | None]
) -> None:
    owe_call()
    twilio.fail_next("drop_taken")
    assert send_next(carrier, "first")
    assert row().state == "uncertain"
    [call] = twilio.called(NURSE)
    post(web, call.url, CallSid=call.sid)
    assert (row().state, row().carrier_id) == ("sent", call.sid)


def test_a_call_waits_for_no_text_to_the_same_person(
    carrier: Carrier, twilio: StandInTwilio
) -> None:
    with session() as records:
        queue_text(records, key="page", kind="page", body="Page", priority=0, phone=NURSE)
    owe_call()
    twilio.fail_next("500")
    while send_next(carrier, "first"):
        pass
    assert row("page").state == "uncertain"
    assert len(twilio.called(NURSE)) == 1


def test_a_key_is_taken_and_said_again_when_the_carrier_asks_again(
    carrier: Carrier, web: TestClient, twilio: StandInTwilio, pressed: list[str | None]
) -> None:
    owe_call()
    send_next(carrier, "first")
    [call] = twilio.called(NURSE)
    words, action = read(post(web, call.url, CallSid=call.sid))
    assert words == "Press 1" and action is not None
    for _ in range(2):
        assert read(post(web, action, CallSid=call.sid, Digits="1")) == (
            "Thank you & goodbye",
            None,
        )
    assert row().state == "delivered"
    post(web, call.callback, CallSid=call.sid, CallStatus="completed")
    assert row().state == "delivered"


def test_without_a_key_it_is_said_twice_more(
    carrier: Carrier, web: TestClient, twilio: StandInTwilio, pressed: list[str | None]
) -> None:
    gone: list[str] = []
    delivery.on_undeliverable(KIND)(lambda records, message: gone.append(message.key))
    owe_call()
    send_next(carrier, "first")
    [call] = twilio.called(NURSE)
    _, action = read(post(web, call.url, CallSid=call.sid))
    said = []
    for digits in ("9", "", "#"):
        assert action is not None
        words, action = read(post(web, action, CallSid=call.sid, Digits=digits))
        said.append(words)
    assert said == ["Press 1", "Press 1", "Nobody pressed a key"]
    assert action is None
    assert pressed == [None, "9", "", "#"]
    for _ in range(2):
        answer = post(web, call.callback, CallSid=call.sid, CallStatus="completed")
        assert answer.status_code == 204
    assert (row().state, gone) == ("undelivered", ["call"])


@pytest.mark.parametrize(
    ("last", "state"), [("busy", "undelivered"), ("no-answer", "undelivered"), ("failed", "failed")]
)
def test_callbacks_in_any_order_end_a_call_once(
    carrier: Carrier, web: TestClient, twilio: StandInTwilio, last: str, state: str
) -> None:
    gone: list[str] = []
    delivery.on_undeliverable(KIND)(lambda records, message: gone.append(message.key))
    owe_call()
    send_next(carrier, "first")
    [call] = twilio.called(NURSE)
    for status in (last, "initiated", "ringing", last):
        post(web, call.callback, CallSid=call.sid, CallStatus=status)
    assert (row().state, gone) == (state, ["call"])


def test_a_lost_callback_is_made_up_for_by_asking(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock
) -> None:
    owe_call()
    send_next(carrier, "first")
    twilio.called(NURSE)[0].status = "no-answer"
    hand.pass_(121)
    Sweep(carrier).ask_about_open()
    assert row().state == "undelivered"


def test_a_refused_call_is_given_up(carrier: Carrier, twilio: StandInTwilio) -> None:
    twilio.refuse(NURSE, 21216)
    owe_call()
    send_next(carrier, "first")
    assert (row().state, row().error_code) == ("failed", 21216)


def test_a_call_that_nobody_needs_any_more_is_not_made(
    carrier: Carrier, twilio: StandInTwilio
) -> None:
    outbox.is_moot(KIND)(lambda records, message: True)
    owe_call()
    send_next(carrier, "first")
    assert row().state == "moot"
    assert twilio.called(NURSE) == []


@pytest.mark.parametrize("path", ["answer", "key", "status"])
def test_without_a_signature_or_storage_nothing_is_done(
    carrier: Carrier,
    web: TestClient,
    twilio: StandInTwilio,
    pressed: list[str | None],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    owe_call()
    send_next(carrier, "first")
    [call] = twilio.called(NURSE)
    url = f"{PUBLIC}/twilio/voice/{path}?send={row().id}"
    form = {"CallSid": call.sid, "Digits": "1", "CallStatus": "busy"}
    forged = {"X-Twilio-Signature": sign(url, form, "another-token")}
    assert web.post(url.removeprefix(PUBLIC), data=form, headers=forged).status_code == 403
    monkeypatch.setattr(records_database, "session", lambda: 1 / 0)
    assert post(web, url, **form).status_code == 503
    assert pressed == []


def test_a_call_that_is_none_of_ours_is_ended(
    web: TestClient, pressed: list[str | None], database: str
) -> None:
    url = f"{PUBLIC}/twilio/voice/answer?send={'0' * 32}"
    assert read(post(web, url, CallSid="CA1")) == ("", None)
    assert pressed == []
