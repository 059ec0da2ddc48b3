from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select
from twilio.base.exceptions import TwilioRestException

from afterdose.messaging import health, refusals, simulator, webhooks
from afterdose.messaging.account import account
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.simulator import News, phone_messages, send_from_phone
from afterdose.messaging.simulator import deliveries as network
from afterdose.messaging.simulator import phones as phones_module
from afterdose.messaging.sweep import Sweep
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
    from afterdose.messaging.sending import send_next

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
