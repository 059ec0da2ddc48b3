from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from afterdose import clock
from afterdose.messaging import carrier as carrier_module
from afterdose.messaging import delivery, outbox, refusals
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.sending import send_next
from afterdose.records.database import reading, session
from afterdose.records.models import OutboundMessage
from tests.messaging.conftest import NURSE, PATIENT, PUBLIC, Clock
from tests.standin.twilio_server import StandInTwilio


@pytest.fixture
def carrier(
    database: str, twilio: StandInTwilio, hand: Clock, monkeypatch: pytest.MonkeyPatch
) -> Carrier:
    """The real client with short time-outs, against the stand-in."""
    monkeypatch.setattr(carrier_module, "READ_SECONDS", 0.3)
    return Carrier()


def owe(key: str, body: str, *, to: str = PATIENT, priority: int = 2, kind: str = "reply") -> None:
    with session() as records:
        queue_text(records, key=key, kind=kind, body=body, priority=priority, phone=to)


def row(key: str) -> OutboundMessage:
    with reading() as records:
        return records.scalars(select(OutboundMessage).filter_by(key=key)).one()


def send_all(carrier: Carrier) -> None:
    while send_next(carrier, "first") or send_next(carrier, "rest"):
        pass


def bodies(twilio: StandInTwilio, phone: str = PATIENT) -> list[str]:
    return [text.body for text in twilio.sent_to(phone)]


def test_a_text_is_sent_once_however_often_it_is_queued(
    carrier: Carrier, twilio: StandInTwilio
) -> None:
    for body in ("take it easy", "another wording"):
        owe("m1:reply", body)
    send_all(carrier)
    assert bodies(twilio) == ["take it easy"]
    sent, [text] = row("m1:reply"), twilio.sent_to(PATIENT)
    assert (sent.state, sent.carrier_id, sent.attempts) == ("sent", text.sid, 1)
    assert text.callback == f"{PUBLIC}/twilio/status?send={sent.id}"


def test_texts_to_one_person_keep_their_order_over_a_refusal(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock
) -> None:
    for number in range(3):
        owe(f"k{number}", f"text {number}")
    owe("other", "to another", to=NURSE)
    twilio.fail_next("429")
    send_all(carrier)
    assert (bodies(twilio), bodies(twilio, NURSE)) == ([], ["to another"])
    hand.pass_(2)
    send_all(carrier)
    assert bodies(twilio) == ["text 0", "text 1", "text 2"]


def test_emergency_advice_overtakes_what_still_waits(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock
) -> None:
    owe("k", "one more question")
    twilio.fail_next("500")
    send_all(carrier)
    owe("advice", "Call 911 now", priority=0, kind="emergency_advice")
    send_all(carrier)
    assert bodies(twilio) == ["Call 911 now"]
    hand.pass_(60)
    send_all(carrier)
    assert bodies(twilio) == ["Call 911 now", "one more question"]


@pytest.mark.parametrize("fault", ["500_taken", "drop_taken", "hang_taken"])
def test_a_text_that_the_carrier_took_without_saying_so_is_not_sent_twice(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock, fault: str
) -> None:
    owe("k", "where does it hurt?")
    twilio.fail_next(fault)
    send_all(carrier)
    assert row("k").state == "uncertain"
    hand.pass_(10)
    send_all(carrier)
    assert bodies(twilio) == ["where does it hurt?"]
    assert row("k").state in ("sent", "delivered")
    assert row("k").carrier_id == twilio.sent_to(PATIENT)[0].sid


@pytest.mark.parametrize("fault", ["500", "drop", "hang"])
def test_a_text_that_the_carrier_did_not_take_is_sent_again(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock, fault: str
) -> None:
    owe("k", "where does it hurt?")
    twilio.fail_next(fault)
    send_all(carrier)
    assert row("k").state == "uncertain"
    hand.pass_(10)
    send_all(carrier)
    assert bodies(twilio) == ["where does it hurt?"]
    assert row("k").state == "sent"


def test_two_equal_texts_to_one_person_are_counted(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock
) -> None:
    owe("first", "Please answer Y or N")
    owe("second", "Please answer Y or N")
    twilio.fail_next("drop_taken", "drop")
    for _ in range(6):
        send_all(carrier)
        hand.pass_(10)
    assert len(bodies(twilio)) == 2
    assert {row("first").carrier_id, row("second").carrier_id} == {
        text.sid for text in twilio.sent_to(PATIENT)
    }


def test_the_carriers_replaced_characters_do_not_hide_a_text(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock
) -> None:
    owe("k", "Don\u2019t wait \u2013 call\u2026")
    twilio.fail_next("drop_taken")
    send_all(carrier)
    twilio.sent_to(PATIENT)[0].body = "Sent from a trial account - Don't wait - call..."
    hand.pass_(10)
    send_all(carrier)
    assert len(bodies(twilio)) == 1


def test_while_the_list_fails_a_reply_waits_and_a_page_does_not(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock
) -> None:
    owe("reply", "a reply")
    owe("page", "a page", to=NURSE, priority=0, kind="page")
    twilio.list_fails = True
    twilio.fail_next("drop_taken", "drop_taken")
    for _ in range(12):
        send_all(carrier)
        hand.pass_(10)
    assert (bodies(twilio), bodies(twilio, NURSE)) == (["a reply"], ["a page", "a page"])
    assert row("reply").state == "uncertain"
    twilio.list_fails = False
    hand.pass_(60)
    send_all(carrier)
    assert (row("reply").state in ("sent", "delivered"), len(bodies(twilio))) == (True, 1)


@pytest.mark.parametrize("code", sorted(refusals.PERMANENT))
def test_a_permanent_refusal_fails_at_once_and_is_noticed(
    carrier: Carrier, twilio: StandInTwilio, code: int
) -> None:
    noticed: list[str] = []
    delivery.on_undeliverable("page")(lambda records, message: noticed.append(message.key))
    owe("k", "a page", priority=0, kind="page")
    twilio.refuse(PATIENT, code)
    send_all(carrier)
    assert (row("k").state, row("k").error_code, noticed) == ("failed", code, ["k"])


def test_what_is_no_permanent_refusal_is_never_failed(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock
) -> None:
    owe("k", "hello")
    twilio.fail_next("401", "429", "401", "500")
    twilio.refuse(NURSE, 30001)
    owe("unknown", "hello", to=NURSE)
    for _ in range(8):
        send_all(carrier)
        hand.pass_(70)
    assert (row("k").state, row("unknown").state) == ("sent", "queued")
    assert row("unknown").attempts > 5


def test_a_carrier_that_nobody_reaches_is_certain_not_to_have_the_text(
    carrier: Carrier, twilio: StandInTwilio
) -> None:
    twilio.__exit__()
    owe("k", "hello")
    assert send_next(carrier, "rest")
    assert (row("k").state, row("k").attempts) == ("queued", 1)


def test_a_page_that_became_pointless_is_not_sent(carrier: Carrier, twilio: StandInTwilio) -> None:
    outbox.is_moot("page")(lambda records, message: message.key == "acknowledged")
    owe("acknowledged", "a page", to=NURSE, priority=0, kind="page")
    owe("open", "another page", to=NURSE, priority=0, kind="page")
    send_all(carrier)
    assert bodies(twilio, NURSE) == ["another page"]
    assert row("acknowledged").state == "moot"


def test_a_text_past_its_time_fails_and_is_noticed(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock
) -> None:
    noticed: list[str] = []
    delivery.on_undeliverable("page")(lambda records, message: noticed.append(message.key))
    with session() as records:
        queue_text(
            records,
            key="k",
            kind="page",
            body="a page",
            priority=0,
            phone=NURSE,
            expires_at=clock.now() + timedelta(seconds=30),
        )
    hand.pass_(31)
    send_all(carrier)
    assert (bodies(twilio, NURSE), row("k").state, noticed) == ([], "failed", ["k"])


def test_a_worker_that_died_in_mid_send_is_reconciled_after_its_lease(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock
) -> None:
    owe("taken", "took", to=PATIENT)
    owe("lost", "not took", to=NURSE)
    twilio.fail_next("drop_taken", "drop")
    send_all(carrier)
    with session() as records:  # as if the process had ended before it could record anything
        records.execute(
            update(OutboundMessage).values(
                state="sending",
                next_attempt_at=None,
                lease_until=clock.now() + carrier_module.LEASE,
            )
        )
    hand.pass_(14)
    send_all(carrier)
    assert bodies(twilio, NURSE) == []
    hand.pass_(2)
    send_all(carrier)
    assert (bodies(twilio), bodies(twilio, NURSE)) == (["took"], ["not took"])


def test_a_late_answer_does_not_overwrite_a_newer_attempt(
    carrier: Carrier, twilio: StandInTwilio, hand: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier_module, "READ_SECONDS", 5)
    slow = Carrier()
    owe("k", "hello")
    twilio.hang_seconds = 0.5
    twilio.fail_next("hang_taken")
    first = threading.Thread(target=send_next, args=(slow, "rest"))
    first.start()
    while not twilio.sent_to(PATIENT):
        pass
    hand.pass_(20)  # the lease is over, another worker looks
    assert send_next(carrier, "rest")
    settled = row("k")
    first.join()
    assert (settled.attempts, bodies(twilio)) == (2, ["hello"])
    assert (row("k").state, row("k").attempts) == (settled.state, 2)


def test_many_threads_send_each_text_once_and_in_order(
    carrier: Carrier, twilio: StandInTwilio
) -> None:
    phones = [f"+1555010{n:04}" for n in range(8)]
    for number in range(4):
        for phone in phones:
            owe(f"{phone}:{number}", f"text {number}", to=phone)

    def work() -> None:
        while send_next(carrier, "rest"):
            pass

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work()
    assert all(bodies(twilio, phone) == [f"text {n}" for n in range(4)] for phone in phones)
