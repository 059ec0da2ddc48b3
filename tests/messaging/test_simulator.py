from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session
from twilio.base.exceptions import TwilioRestException

from afterdose.messaging import delivery, health, refusals, simulator, voice, webhooks
from afterdose.messaging.account import account
from afterdose.messaging.calls import KIND as CALL
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.sending import send_next
from afterdose.messaging.simulator import News, phone_messages, press_key, send_from_phone
from afterdose.messaging.simulator import deliveries as network
from afterdose.messaging.simulator import phones as phones_module
from afterdose.messaging.sweep import Sweep
from afterdose.messaging.voice import Said
from afterdose.messaging.worker import Worker
from afterdose.records.database import reading, session
from afterdose.records.models import InboundMessage, OutboundMessage
from afterdose.settings import settings
from tests.messaging.conftest import PATIENT, enrol, free_port
from tests.messaging.rooms import HANDLERS
from tests.standin.twilio_server import until


class Web:
    """The web process' webhooks and the simulated carrier, on a real port, in a thread."""

    def start(self) -> None:
        app = FastAPI()
        app.include_router(webhooks.router)
        app.include_router(health.router)
        app.mount("/simulator/api", simulator.api)
        config = uvicorn.Config(app, port=settings().port, log_config=None)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        assert until(lambda: self.server.started)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()


@pytest.fixture
def web(sqlite: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    port = free_port()
    monkeypatch.setenv("AFTERDOSE_BIND", f"127.0.0.1:{port}")
    monkeypatch.setenv("AFTERDOSE_PUBLIC_URL", f"http://127.0.0.1:{port}")
    settings.cache_clear()
    started = Web()
    started.start()
    yield started
    started.stop()


def stored() -> list[InboundMessage]:
    with reading() as records:
        return list(records.scalars(select(InboundMessage)))


def owe(body: str) -> None:
    with session() as records:
        queue_text(records, key=body, kind="reply", body=body, priority=2, phone=PATIENT)


def test_a_phone_texts_and_sees_the_reply_delivered(web: Web) -> None:
    enrol()
    worker, deliveries = Worker(HANDLERS), simulator.Deliveries()
    worker.start()
    deliveries.start()
    try:
        send_from_phone(PATIENT, "héllo", media_count=1)
        assert until(lambda: [m.status for m in phone_messages(PATIENT)][1:] == ["delivered"])
    finally:
        worker.stop()
        deliveries.stop()
    question, answer = phone_messages(PATIENT)
    assert (question.direction, question.body, question.media_count) == ("inbound", "héllo", 1)
    assert (answer.direction, answer.body) == ("outbound", "re: héllo")
    assert phone_messages(PATIENT, question.seq) == [answer]
    with reading() as records:
        row = records.scalars(select(OutboundMessage)).one()
    assert (row.state, row.carrier_id) == ("delivered", answer.sid)


def test_callbacks_go_on_where_a_restart_of_the_web_process_left_them(web: Web) -> None:
    owe("hello")
    assert send_next(Carrier(), "rest")
    web.stop()
    time.sleep(0.4)
    assert network.step() == network.AGAIN_AFTER
    assert [m.status for m in phone_messages(PATIENT)] == ["queued"]
    web.start()
    assert until(lambda: network.step() >= 1 and phone_messages(PATIENT)[0].status == "delivered")
    with reading() as records:
        assert records.scalars(select(OutboundMessage.state)).all() == ["delivered"]


def test_a_text_that_the_webhook_never_took_is_swept_in(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phones_module, "PAUSES", ())
    web.stop()
    sid = send_from_phone(PATIENT, "hello", media_count=2)
    assert stored() == []
    web.start()
    Sweep(Carrier()).take_in_missed()
    assert [(m.carrier_id, m.body, m.media_count) for m in stored()] == [(sid, "hello", 2)]


def test_a_text_is_brought_again_while_storage_fails(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [RuntimeError("down"), RuntimeError("down")]
    real = webhooks._store

    def store(*values: object) -> None:
        if failures:
            raise failures.pop()
        real(*values)

    monkeypatch.setattr(webhooks, "_store", store)
    send_from_phone(PATIENT, "hello")
    assert [m.body for m in stored()] == ["hello"]
    assert phone_messages(PATIENT)[0].status == "received"


@pytest.fixture
def call(web: Web) -> str:
    """A call that the simulated carrier took; pressing 1 in it acknowledges."""

    @voice.on_call(CALL)
    def talk(records: Session, made: OutboundMessage, key: str | None, last: bool) -> Said:
        if key == "1":
            delivery.pressed(records, made)
            return Said("It is yours.")
        return Said("Nobody.") if last else Said("Press 1.", asks=True)

    with session() as records:
        queue_text(records, key="call", kind=CALL, body="Press 1.", priority=0, phone=PATIENT)
    assert send_next(Carrier(), "first")
    (ringing,) = phone_messages(PATIENT)
    assert (ringing.direction, ringing.body, ringing.status) == ("call", "", "queued")
    return ringing.sid


def state_of_call() -> str:
    with reading() as records:
        return records.scalars(select(OutboundMessage.state).filter_by(key="call")).one()


def test_a_phone_rings_and_the_key_that_is_pressed_counts(call: str) -> None:
    assert not press_key(call, "1")  # it does not ring yet
    assert until(lambda: network.step() and phone_messages(PATIENT)[0].status == "ringing")
    assert press_key(call, "1")
    (heard,) = phone_messages(PATIENT)
    assert (heard.status, heard.body) == ("completed", "Press 1. It is yours.")
    assert state_of_call() == "delivered"
    assert not press_key(call, "1")


def test_another_key_reaches_nobody(call: str) -> None:
    assert until(lambda: network.step() and phone_messages(PATIENT)[0].status == "ringing")
    assert press_key(call, "9")
    assert state_of_call() == "undelivered"


def test_a_phone_that_nobody_answers_stops_ringing(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(network.NEXT, ("call", "ringing"), ("no-answer", timedelta(seconds=0.4)))
    assert until(lambda: network.step() and phone_messages(PATIENT)[0].status == "no-answer")
    assert state_of_call() == "undelivered"
    assert not press_key(call, "1")


def test_calls_and_texts_are_in_lists_of_their_own(call: str) -> None:
    carrier, long_ago = Carrier(), datetime(2020, 1, 1, tzinfo=timezone.utc)
    assert [made.sid for made in carrier.calls.made_to(PATIENT, long_ago)] == [call]
    assert list(carrier.sent_to(PATIENT, long_ago)) == []
    assert carrier.fetch(call).status == "queued"


def test_after_stop_the_carrier_refuses_texts_until_start(web: Web) -> None:
    carrier = Carrier()
    send_from_phone(PATIENT, " stop ")
    with pytest.raises(refusals.Never) as refused:
        carrier.send("x", PATIENT, "hello")
    assert refused.value.code == 21610
    send_from_phone(PATIENT, "start")
    assert carrier.send("x", PATIENT, "hello").status == "queued"


def test_what_the_real_client_asks_is_answered_in_twilios_form(web: Web) -> None:
    carrier = Carrier()
    taken = carrier.send("x", PATIENT, "hello")
    send_from_phone(PATIENT, "hi")
    assert carrier.fetch(taken.sid).body == "hello"
    since = stored()[0].received_at.replace(year=2020)
    assert [m.sid for m in carrier.sent_to(PATIENT, since)] == [taken.sid]
    assert list(carrier.sent_to("+15550100002", since)) == []
    assert [(m.phone, m.body) for m in carrier.received(since)] == [(PATIENT, "hi")]
    with pytest.raises(refusals.Never):
        carrier.send("x", "nonsense", "hello")
    with pytest.raises(refusals.Never):
        carrier.send("x", PATIENT, "x" * 1601)
    with pytest.raises(TwilioRestException):
        carrier.fetch("SM0")


def test_the_simulated_carrier_wants_its_credentials(web: Web) -> None:
    url = f"{account().api_url}/2010-04-01/Accounts/{account().sid}/Messages.json"
    form = {"To": PATIENT, "Body": "hello"}
    for auth in (None, (account().sid, "wrong"), ("AC1", account().tokens[0])):
        assert httpx.post(url, data=form, auth=auth).status_code == 401
    assert phone_messages(PATIENT) == []


def test_news_comes_at_once_and_none_is_missed(web: Web) -> None:
    async def watch() -> list[bool]:
        with News() as news:
            await asyncio.to_thread(send_from_phone, PATIENT, "hello")
            first = await news.wait(5)
            await asyncio.sleep(0.2)
            await news.wait(0.01)
            return [first, await news.wait(0.05)]

    assert asyncio.run(watch()) == [True, False]
