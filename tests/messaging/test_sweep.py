from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from afterdose.messaging import delivery
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.sending import send_next
from afterdose.messaging.sweep import Sweep
from afterdose.records.database import reading, session
from afterdose.records.models import InboundMessage, OutboundMessage
from tests.messaging.conftest import NURSE, PATIENT, Clock, enrol
from tests.standin.twilio_server import StandInTwilio, until

pytestmark = pytest.mark.usefixtures("database")


def test_texts_that_never_reached_the_webhook_are_taken_in_once_and_in_order(
    twilio: StandInTwilio,
) -> None:
    enrol()
    for body in ("first", "second"):
        twilio.lose_text(PATIENT, body)
    for _ in range(2):
        Sweep(Carrier()).step()
    with reading() as records:
        found = records.scalars(select(InboundMessage).order_by(InboundMessage.seq)).all()
    assert [message.body for message in found] == ["first", "second"]
    assert all(message.patient_id for message in found)


def test_a_list_of_many_pages_is_taken_in_to_its_end(twilio: StandInTwilio) -> None:
    enrol()
    count = 2101  # at the thousand texts that a page of the carrier's list holds at most
    for number in range(count):
        twilio.lose_text(PATIENT, f"text {number}")
    Sweep(Carrier()).take_in_missed()
    pages = [call for call in twilio.calls if call.path.endswith("/Messages.json")]
    assert [call.form.get("Page", "0") for call in pages] == ["0", "1", "2"]
    with reading() as records:
        found = records.scalars(select(InboundMessage).order_by(InboundMessage.seq)).all()
    assert [message.body for message in found] == [f"text {number}" for number in range(count)]


def test_after_an_hour_without_the_carrier_the_whole_hour_is_asked_for(
    twilio: StandInTwilio, hand: Clock
) -> None:
    sweep = Sweep(Carrier())
    sweep.take_in_missed()
    went_through = hand.now()
    twilio.list_fails = True
    for _ in range(60):
        hand.pass_(60)
        sweep.step()
    twilio.list_fails = False
    sweep.take_in_missed()
    asked_since = datetime.fromisoformat(twilio.calls[-1].form["DateSent>"])
    assert asked_since < went_through < hand.now() - timedelta(minutes=59)
    sweep.take_in_missed()  # from now on no more than is needed
    asked_since = datetime.fromisoformat(twilio.calls[-1].form["DateSent>"])
    assert hand.now() - asked_since < timedelta(minutes=16)


def test_a_lost_callback_is_made_up_for_by_asking(twilio: StandInTwilio, hand: Clock) -> None:
    noticed: list[str] = []
    delivery.on_undeliverable("page")(lambda records, message: noticed.append(message.key))
    carrier = Carrier()
    twilio.final[NURSE] = ("undelivered", 30003)
    with session() as records:
        for key, phone in (("page", NURSE), ("reply", PATIENT)):
            queue_text(records, key=key, kind=key, body="hello", priority=2, phone=phone)
    while send_next(carrier, "rest"):
        pass
    sweep = Sweep(carrier)
    while {text.status for text in twilio.texts} != {"undelivered", "delivered"}:
        pass
    sweep.ask_about_open()
    assert noticed == []  # callbacks get two minutes
    hand.pass_(121)
    sweep.ask_about_open()
    with reading() as records:
        states = dict(records.execute(select(OutboundMessage.key, OutboundMessage.state)).all())
    assert states == {"page": "undelivered", "reply": "delivered"}
    assert noticed == ["page"]


def test_a_text_that_the_carrier_does_not_know_keeps_no_other_from_being_asked_about(
    twilio: StandInTwilio, hand: Clock
) -> None:
    carrier = Carrier()
    with session() as records:
        for key in ("one", "two", "three"):
            queue_text(records, key=key, kind="reply", body=key, priority=2, phone=PATIENT)
    while send_next(carrier, "rest"):
        pass
    assert until(lambda: {text.status for text in twilio.texts} == {"delivered"})
    twilio.texts.pop()  # the newest, which is asked about first
    hand.pass_(121)
    Sweep(carrier).ask_about_open()
    with reading() as records:
        states = dict(records.execute(select(OutboundMessage.key, OutboundMessage.state)).all())
    assert states == {"one": "delivered", "two": "delivered", "three": "sent"}


def test_a_carrier_that_does_not_answer_does_not_end_the_sweep(twilio: StandInTwilio) -> None:
    twilio.lose_text(PATIENT, "hello")
    twilio.list_fails = True
    sweep = Sweep(Carrier())
    assert sweep.step() > 50
    twilio.list_fails = False
    sweep.take_in_missed()
    with reading() as records:
        assert len(records.scalars(select(InboundMessage)).all()) == 1
