from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.messaging import inbox, timers
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.watch import Watch
from afterdose.records.database import reading, session
from afterdose.records.models import InboundMessage, Timer
from tests.messaging.conftest import NURSE, OTHER_PATIENT, PATIENT, Clock, enrol
from tests.messaging.rooms import HANDLERS
from tests.standin.twilio_server import StandInTwilio

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def fired() -> list[str]:
    """What timers of both kinds did: each one queues a page."""
    keys: list[str] = []

    def page(records: Session, timer: Timer) -> None:
        keys.append(timer.kind)
        queue_text(records, key=timer.key, kind="page", body="page", priority=0, phone=NURSE)

    for kind in ("fail_safe", "ladder"):
        timers.on_due(kind)(page)
    return keys


def run(watch: Watch) -> None:
    while watch.step() == 0:
        pass


def test_without_a_worker_a_text_is_screened_and_the_fail_safe_goes_out(
    twilio: StandInTwilio, hand: Clock, fired: list[str]
) -> None:
    enrol()
    watch = Watch(HANDLERS)
    with session() as records:
        inbox.store_inbound(records, "SM1", PATIENT, "hello", 0)
    hand.pass_(16)
    run(watch)
    assert fired == []  # the worker may be a moment late
    hand.pass_(5)
    run(watch)
    assert fired == ["fail_safe"]
    assert twilio.sent_to(NURSE) == []
    hand.pass_(21)
    run(watch)
    with reading() as records:
        assert records.scalars(select(InboundMessage.screened_at)).one() is not None
    assert [text.body for text in twilio.sent_to(NURSE)] == ["page"]


def test_a_ladder_goes_on_without_a_worker(
    twilio: StandInTwilio, hand: Clock, fired: list[str]
) -> None:
    with session() as records:
        timers.set_timer(records, key="t", kind="ladder", subject_id="e", due_at=hand.now())
    watch = Watch(HANDLERS)
    hand.pass_(29)
    run(watch)
    assert fired == []
    hand.pass_(1)
    run(watch)
    assert fired == ["ladder"]


def test_ordinary_replies_are_left_to_the_worker(twilio: StandInTwilio, hand: Clock) -> None:
    with session() as records:
        for key, phone, priority in (("reply", PATIENT, 2), ("advice", OTHER_PATIENT, 1)):
            queue_text(records, key=key, kind="reply", body=key, priority=priority, phone=phone)
    hand.pass_(60)
    run(Watch(HANDLERS))
    assert [text.body for text in twilio.texts] == ["advice"]
