"""A worker that freezes, or is cut off from the database, and goes on much later.

Leases are 1.5 s here instead of 15 and 20, so six seconds are a good minute.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import make_url, select

from afterdose import clock
from afterdose.messaging import inbox
from afterdose.messaging.timers import set_timer
from afterdose.records.database import reading, session
from afterdose.records.models import InboundMessage, Timer
from afterdose.settings import ROOT
from tests.messaging.conftest import NURSE, enrol
from tests.standin.network import Network
from tests.standin.twilio_server import StandInTwilio, until

pytestmark = pytest.mark.system
AWAY_FOR = 6.0
SECONDS = range(2, 8)
PHONES = [f"+1555010{number:04}" for number in range(6)]
COUNT = 15


def start(**settings: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.messaging.killed_worker"]
    environment = dict(os.environ) | settings
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def test_a_frozen_worker_holds_nothing_up_and_doubles_nothing_when_it_goes_on(
    database: str, twilio: StandInTwilio
) -> None:
    workers = [start(), start()]
    try:
        work_while_one_is_away(
            twilio,
            leave=lambda: freeze(workers[0], database),
            come_back=lambda: workers[0].send_signal(signal.SIGCONT),
        )
    finally:
        end(workers)


def test_a_worker_cut_off_from_the_database_does_no_harm_either(
    postgresql: str, twilio: StandInTwilio
) -> None:
    url = make_url(postgresql)
    network = Network(f"{url.query['host']}/.s.PGSQL.5432")
    through = url.set(host="127.0.0.1", port=network.port, query={})
    workers = [start(AFTERDOSE_DATABASE_URL=through.render_as_string(False)), start()]
    try:
        work_while_one_is_away(twilio, leave=network.cut, come_back=network.mend)
    finally:
        end(workers)
        network.stop()


def freeze(worker: subprocess.Popen[bytes], database: str) -> None:
    """Stop a worker, but not with SQLite's write lock in its hands (docs/durability.md)."""
    worker.send_signal(signal.SIGSTOP)
    while is_locked(database):
        worker.send_signal(signal.SIGCONT)
        time.sleep(0.05)
        worker.send_signal(signal.SIGSTOP)


def is_locked(database: str) -> bool:
    url = make_url(database)
    if url.get_backend_name() != "sqlite":
        return False
    with closing(sqlite3.connect(str(url.database), timeout=0.5, isolation_level=None)) as records:
        try:
            records.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def work_while_one_is_away(
    twilio: StandInTwilio, *, leave: Callable[[], None], come_back: Callable[[], None]
) -> None:
    """Let texts come and timers fall due while one of two workers is away and after it is back."""
    chance = random.Random(3)
    twilio.hang_seconds = 1
    for number, phone in enumerate(PHONES):
        enrol(phone, f"p{number}")
    warm_up(twilio)
    with session() as records:
        for second in SECONDS:
            due = clock.now() + timedelta(seconds=second)
            set_timer(records, key=f"t{second}", kind="ladder", subject_id="x", due_at=due)
    left_at = 0.0
    for number in range(COUNT):
        twilio.fail_next(chance.choice(["ok", "500_taken", "hang_taken", "drop"]))
        for phone in PHONES:
            with session() as records:
                inbox.store_inbound(records, f"SM:{phone}:{number}", phone, str(number), 0)
        if number == 2:
            leave()
            left_at = time.monotonic()
        time.sleep(0.3)
    expected = ["re: warm", *(f"re: {number}" for number in range(COUNT))]
    for phone in PHONES:  # the other one does it all, when the leases of the first are over
        twilio.wait_for(phone, len(expected), seconds=60)
    time.sleep(max(0.0, left_at + AWAY_FOR - time.monotonic()))
    come_back()
    assert until(lambda: unhandled() == 0, 30)
    time.sleep(2)  # time to do harm, if it were to
    for phone in PHONES:
        assert [sent.body for sent in twilio.sent_to(phone)] == expected
    assert sorted(t.body for t in twilio.sent_to(NURSE)) == [f"t{second}" for second in SECONDS]
    with reading() as records:
        for timer in records.scalars(select(Timer).filter_by(kind="ladder")):
            assert timer.done_at is not None


def end(workers: list[subprocess.Popen[bytes]]) -> None:
    for worker in workers:
        worker.kill()
        worker.wait()


def warm_up(twilio: StandInTwilio) -> None:
    for phone in PHONES:
        with session() as records:
            inbox.store_inbound(records, f"SM:{phone}:warm", phone, "warm", 0)
    for phone in PHONES:
        twilio.wait_for(phone, 1, seconds=90)


def unhandled() -> int:
    with reading() as records:
        states = records.scalars(select(InboundMessage.state)).all()
    return sum(state != "handled" for state in states)
