"""A worker that is frozen between its claim and the carrier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from sqlalchemy import select
from urllib3.connection import HTTPConnection

from afterdose.messaging.carrier import Carrier
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.sending import send_next
from afterdose.messaging.timely import TimelyAdapter, TooLate, before
from afterdose.records.database import reading, session
from afterdose.records.models import OutboundMessage
from tests.messaging.conftest import PATIENT, Clock
from tests.standin.twilio_server import StandInTwilio

FROZEN = 60.0
Freeze = Callable[[], None]


def at_the_claim(carrier: Carrier, freeze: Freeze, patch: pytest.MonkeyPatch) -> None:
    send_next(carrier, "rest", claimed=freeze)


def at_the_connection(carrier: Carrier, freeze: Freeze, patch: pytest.MonkeyPatch) -> None:
    connect = HTTPConnection.connect

    def slowly(self: HTTPConnection) -> None:
        connect(self)
        freeze()

    patch.setattr(HTTPConnection, "connect", slowly)
    send_next(carrier, "rest")


def before_the_body(carrier: Carrier, freeze: Freeze, patch: pytest.MonkeyPatch) -> None:
    send = HTTPConnection.send

    def slowly(self: HTTPConnection, data: Any) -> None:
        send(self, data)
        freeze()

    patch.setattr(HTTPConnection, "send", slowly)
    send_next(carrier, "rest")


@pytest.mark.parametrize("frozen", [at_the_claim, at_the_connection, before_the_body])
def test_a_worker_frozen_past_its_lease_sends_nothing_any_more(
    frozen: Callable[[Carrier, Freeze, pytest.MonkeyPatch], None],
    database: str,
    twilio: StandInTwilio,
    hand: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    carrier = Carrier()
    with session() as records:
        queue_text(records, key="k", kind="reply", body="drink", priority=2, phone=PATIENT)
    with monkeypatch.context() as patch:
        frozen(carrier, lambda: hand.pass_(FROZEN), patch)
    assert twilio.sent_to(PATIENT) == []
    hand.pass_(FROZEN)
    while send_next(carrier, "rest"):
        hand.pass_(1)
    assert [sent.body for sent in twilio.sent_to(PATIENT)] == ["drink"]
    with reading() as records:
        assert records.scalars(select(OutboundMessage)).one().state == "sent"


def test_a_proxy_is_no_way_around_the_clock(hand: Clock, twilio: StandInTwilio) -> None:
    with requests.Session() as through, before(hand.now()):
        through.trust_env = False
        through.mount("http://", TimelyAdapter())
        with pytest.raises(TooLate):
            through.get("http://nowhere.invalid/", proxies={"http": twilio.url}, timeout=5)
    assert twilio.calls == []
