"""Texts leave no faster than the sender number may send, whoever sends them."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from afterdose import clock
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.sending import send_next
from afterdose.messaging.worker import Worker
from afterdose.records.database import reading, session
from afterdose.records.models import OutboundMessage
from afterdose.settings import SettingsError, settings
from tests.messaging.conftest import Clock
from tests.messaging.rooms import HANDLERS
from tests.standin.twilio_server import StandInTwilio, until


def limit(patch: pytest.MonkeyPatch, per_second: str) -> None:
    patch.setenv("AFTERDOSE_TEXTS_PER_SECOND", per_second)
    settings.cache_clear()


def owe(number: int, *, priority: int = 2, body: str = "hello") -> None:
    with session() as records:
        queue_text(
            records,
            key=f"k{number}",
            kind="reply" if priority else "page",
            body=body,
            priority=priority,
            phone=f"+1555010{number:04d}",
        )


def sent() -> list[OutboundMessage]:
    with reading() as records:
        # Found again by a look-up, a text may be delivered by then.
        found = select(OutboundMessage).where(OutboundMessage.state.in_(("sent", "delivered")))
        return list(records.scalars(found.order_by(OutboundMessage.first_attempt_at)))


def test_the_threads_of_two_workers_keep_one_pace_and_emergencies_do_not_wait_for_it(
    database: str, twilio: StandInTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, "5")
    for number in range(6):
        owe(number)
    workers = [Worker(HANDLERS, Carrier()) for _ in range(2)]
    for worker in workers:
        worker.start()
    try:
        assert until(lambda: len(sent()) >= 2)
        for number in (10, 11, 12):
            owe(number, priority=0)
        assert until(lambda: len(sent()) == 9)
    finally:
        for worker in workers:
            worker.stop()
    began = [text.first_attempt_at for text in sent() if text.priority]
    gaps = [later - earlier for earlier, later in pairwise(began) if later and earlier]
    assert len(gaps) == 5
    assert min(gaps) >= timedelta(seconds=0.2)


def test_pages_leave_at_once_and_count(
    database: str, twilio: StandInTwilio, hand: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, "1")
    carrier = Carrier()
    for number in range(4):
        owe(number, priority=0)
    owe(9)
    for _ in range(4):
        assert send_next(carrier, "first")
    assert not send_next(carrier, "rest")
    hand.pass_(3.9)
    assert not send_next(carrier, "rest")
    hand.pass_(0.2)
    assert send_next(carrier, "rest")
    assert len(sent()) == 5


def test_a_long_text_takes_the_places_of_its_segments(
    database: str, twilio: StandInTwilio, hand: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, "1")
    carrier = Carrier()
    owe(1, body="x" * 400)  # three segments
    owe(2)
    assert send_next(carrier, "rest")
    hand.pass_(2.9)
    assert not send_next(carrier, "rest")
    hand.pass_(0.2)
    assert send_next(carrier, "rest")


def test_an_uncertain_text_that_is_found_again_takes_no_second_place(
    database: str, twilio: StandInTwilio, hand: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, "1")
    carrier = Carrier()
    owe(1)
    twilio.fail_next("500_taken")
    assert send_next(carrier, "rest")
    hand.pass_(10)
    owe(2)
    assert send_next(carrier, "rest") and send_next(carrier, "rest")
    assert len(sent()) == 2 == len(twilio.texts)


@pytest.mark.parametrize("none", ["", None])
def test_without_a_limit_nothing_waits(
    sqlite: str, twilio: StandInTwilio, hand: Clock, monkeypatch: pytest.MonkeyPatch, none: str
) -> None:
    if none is not None:
        limit(monkeypatch, none)
    carrier = Carrier()
    for number in range(5):
        owe(number)
    while send_next(carrier, "rest"):
        pass
    assert len(sent()) == 5
    assert clock.now() == hand.time


@pytest.mark.parametrize("wrong", ["0", "-1", "many"])
def test_a_pace_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    limit(monkeypatch, wrong)
    with pytest.raises(SettingsError, match="AFTERDOSE_TEXTS_PER_SECOND"):
        settings()
