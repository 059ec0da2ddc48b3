from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import agenda
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.timers import cancel_timers, on_due, run_due, set_timer
from afterdose.records.database import reading, session
from afterdose.records.models import OutboundMessage, Timer
from tests.messaging.conftest import PATIENT, Clock

pytestmark = pytest.mark.usefixtures("database")


def in_seconds(seconds: float, key: str = "t", kind: str = "ladder") -> None:
    with session() as records:
        due = clock.now() + timedelta(seconds=seconds)
        set_timer(records, key=key, kind=kind, subject_id="e1", due_at=due)


def texts() -> list[str]:
    with reading() as records:
        return sorted(records.scalars(select(OutboundMessage.key)))


def state(key: str = "t") -> str:
    with reading() as records:
        return records.scalars(select(Timer.state).filter_by(key=key)).one()


@pytest.fixture
def pages() -> None:
    @on_due("ladder")
    def page(records: Session, timer: Timer) -> None:
        queue_text(
            records, key=f"page:{timer.key}", kind="page", body="x", priority=0, phone=PATIENT
        )


@pytest.mark.usefixtures("pages")
def test_a_timer_fires_when_it_is_due_and_only_once(hand: Clock) -> None:
    in_seconds(10)
    assert not run_due()
    hand.pass_(10)
    assert run_due()
    assert not run_due()
    assert (texts(), state()) == (["page:t"], "done")
    with reading() as records:
        assert records.scalars(select(Timer.done_at)).one() == hand.now()
    in_seconds(0)  # the same key, which is done
    assert not run_due()


@pytest.mark.usefixtures("pages")
def test_the_timer_that_was_due_first_fires_first(hand: Clock) -> None:
    for key, seconds in (("late", 9), ("early", 3)):
        in_seconds(seconds, key)
    assert agenda.look().next_timer == 3
    hand.pass_(20)
    assert run_due()
    assert texts() == ["page:early"]


@pytest.mark.usefixtures("pages")
def test_a_cancelled_timer_does_not_fire(hand: Clock) -> None:
    in_seconds(1)
    in_seconds(1, "of another kind", kind="silence")
    with session() as records:
        cancel_timers(records, "ladder", "e1")
    hand.pass_(5)
    assert not run_due()
    assert (state(), state("of another kind")) == ("cancelled", "waiting")


def test_a_timer_without_anybody_to_call_waits(hand: Clock) -> None:
    in_seconds(0, kind="not yet written")
    assert not run_due()
    assert agenda.look().next_timer is None
    assert state() == "waiting"


def test_a_timer_that_fails_leaves_nothing_behind_and_is_tried_again(hand: Clock) -> None:
    failures = ["a", "b"]

    @on_due("ladder")
    def page(records: Session, timer: Timer) -> None:
        queue_text(records, key="page", kind="page", body="x", priority=0, phone=PATIENT)
        if failures:
            raise RuntimeError(failures.pop())

    in_seconds(0)
    assert run_due()
    assert (texts(), state()) == ([], "waiting")
    assert not run_due()
    for _ in range(2):
        hand.pass_(3)
        assert run_due()
    assert (texts(), state()) == (["page"], "done")


@pytest.mark.usefixtures("pages")
def test_one_that_fails_holds_up_no_other(hand: Clock) -> None:
    @on_due("silence")
    def fails(records: Session, timer: Timer) -> None:
        raise RuntimeError("no")

    in_seconds(0, "bad", kind="silence")
    in_seconds(0, "good")
    while run_due():
        pass
    assert texts() == ["page:good"]


def test_two_workers_fire_each_timer_once() -> None:
    fired: list[str] = []

    @on_due("ladder")
    def page(records: Session, timer: Timer) -> None:
        fired.append(timer.key)

    for number in range(40):
        in_seconds(0, f"t{number}")

    def work() -> None:
        while run_due():
            pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fired) == sorted(f"t{number}" for number in range(40))
    with reading() as records:
        waiting = select(func.count()).where(Timer.state == "waiting")
        assert records.scalar(waiting) == 0
