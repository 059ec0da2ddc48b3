from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import inbox, timers
from afterdose.messaging.loops import Loop
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.timers import set_timer
from afterdose.messaging.worker import Worker
from afterdose.records.database import reading, session
from afterdose.records.models import InboundMessage, OutboundMessage, Timer
from afterdose.settings import ROOT
from tests.messaging.conftest import PATIENT, enrol
from tests.messaging.rooms import HANDLERS
from tests.standin.twilio_server import StandInTwilio, until


def text(body: str, phone: str = PATIENT) -> None:
    with session() as records:
        inbox.store_inbound(records, f"SM:{phone}:{body}", phone, body, 0)


def test_a_text_is_answered_and_a_timer_fires_by_the_running_worker(
    database: str, twilio: StandInTwilio
) -> None:
    fired: list[float] = []

    @timers.on_due("ladder")
    def late(records: Session, timer: Timer) -> None:
        fired.append((clock.now() - timer.due_at).total_seconds())

    enrol()
    worker = Worker(HANDLERS)
    worker.start()
    try:
        text("hello")
        with session() as records:
            due = clock.now() + timedelta(seconds=0.5)
            set_timer(records, key="t", kind="ladder", subject_id="x", due_at=due)
        assert [sent.body for sent in twilio.wait_for(PATIENT, 1)] == ["re: hello"]
        assert until(lambda: fired)
    finally:
        worker.stop()
    assert fired[0] >= 0


def test_a_page_does_not_wait_behind_replies_that_the_carrier_holds_up(
    sqlite: str, twilio: StandInTwilio
) -> None:
    twilio.hang_seconds = 5
    twilio.fail_next("hang", "hang")
    worker = Worker(HANDLERS)
    with session() as records:
        for number in range(2):
            phone = f"+1555010{number:04}"
            queue_text(records, key=phone, kind="reply", body="x", priority=2, phone=phone)
    worker.start()
    try:
        assert until(lambda: len(twilio.calls) >= 2)  # both threads of the lane hang
        with session() as records:
            queue_text(records, key="page", kind="page", body="page", priority=0, phone=PATIENT)
        twilio.wait_for(PATIENT, 1, seconds=3)
    finally:
        worker.stop()


def test_a_loop_survives_every_exception() -> None:
    calls: list[int] = []

    def step() -> float:
        calls.append(1)
        if len(calls) < 3:
            raise RuntimeError("no")
        return 60

    loop = Loop("test", step)
    loop.start()
    assert until(lambda: len(calls) == 3)
    loop.stop()
    loop.join(2)
    assert not loop.is_alive()


def test_the_worker_stops_at_once(sqlite: str, twilio: StandInTwilio) -> None:
    before = threading.active_count()
    worker = Worker(HANDLERS)
    worker.start()
    worker.stop()
    assert until(lambda: threading.active_count() <= before + 1, 2)


@pytest.mark.system
def test_workers_killed_at_random_moments_lose_and_double_nothing(
    database: str, twilio: StandInTwilio
) -> None:
    chance = random.Random(7)
    command = [sys.executable, "-m", "tests.messaging.killed_worker"]
    count = 1 if database.startswith("sqlite") else 2
    workers = [_start(command) for _ in range(count)]
    phones = [f"+1555010{number:04}" for number in range(6)]
    twilio.hang_seconds = 1
    try:
        for number in range(12):
            twilio.fail_next(chance.choice(["ok", "429", "500_taken", "drop_taken", "hang_taken"]))
            for phone in phones:
                text(str(number), phone)
            time.sleep(chance.uniform(0.2, 0.9))
            if number % 2:
                killed = chance.randrange(count)
                workers[killed].kill()
                workers[killed].wait()
                workers[killed] = _start(command)
        expected = [f"re: {number}" for number in range(12)]
        for phone in phones:
            twilio.wait_for(phone, 12, seconds=180)
        assert until(lambda: _unfinished() == (0, 0), 60), _unfinished()
        for phone in phones:
            assert [sent.body for sent in twilio.sent_to(phone)] == expected
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL)


def _unfinished() -> tuple[int, int]:
    with reading() as records:
        texts_in = select(func.count()).where(InboundMessage.state != "handled")
        texts_out = select(func.count()).where(
            OutboundMessage.state.in_(["queued", "sending", "uncertain"])
        )
        return records.scalar(texts_in) or 0, records.scalar(texts_out) or 0
