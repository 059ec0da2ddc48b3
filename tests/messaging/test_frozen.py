"""A worker that freezes, as a machine does that swaps or is suspended, and goes on much later.

Leases are 1.5 s here instead of 15 and 20, so the six seconds of the freeze are a good minute.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from afterdose import clock
from afterdose.messaging import inbox
from afterdose.messaging.timers import set_timer
from afterdose.records.database import reading, session
from afterdose.records.models import InboundMessage, Timer
from afterdose.settings import ROOT
from tests.messaging.conftest import NURSE, enrol
from tests.standin.twilio_server import StandInTwilio, until

pytestmark = pytest.mark.system
FROZEN_FOR = 6.0
PHONES = [f"+1555010{number:04}" for number in range(6)]
COUNT = 15


def start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.messaging.killed_worker"]
    return subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL)


def test_a_frozen_worker_holds_nothing_up_and_doubles_nothing_when_it_goes_on(
    database: str, twilio: StandInTwilio
) -> None:
    chance = random.Random(3)
    twilio.hang_seconds = 1
    for number, phone in enumerate(PHONES):
        enrol(phone, f"p{number}")
    workers = [start(), start()]
    try:
        warm_up(twilio)
        with session() as records:
            for second in range(2, 8):
                due = clock.now() + timedelta(seconds=second)
                set_timer(records, key=f"t{second}", kind="ladder", subject_id="x", due_at=due)
        for number in range(COUNT):
            twilio.fail_next(chance.choice(["ok", "500_taken", "hang_taken", "drop"]))
            for phone in PHONES:
                with session() as records:
                    inbox.store_inbound(records, f"SM:{phone}:{number}", phone, str(number), 0)
            if number == 2:
                workers[0].send_signal(signal.SIGSTOP)
                frozen_at = time.monotonic()
            time.sleep(0.3)
        expected = ["re: warm", *(f"re: {number}" for number in range(COUNT))]
        for phone in PHONES:  # the other one does it all, after the leases of the frozen one
            twilio.wait_for(phone, len(expected), seconds=60)
        time.sleep(max(0.0, frozen_at + FROZEN_FOR - time.monotonic()))
        workers[0].send_signal(signal.SIGCONT)
        assert until(lambda: unhandled() == 0, 30)
        time.sleep(2)  # time to do harm, if it were to
        for phone in PHONES:
            assert [sent.body for sent in twilio.sent_to(phone)] == expected
        fired = sorted(sent.body for sent in twilio.sent_to(NURSE))
        assert fired == [f"t{second}" for second in range(2, 8)]
        with reading() as records:
            for timer in records.scalars(select(Timer).filter_by(kind="ladder")):
                assert timer.done_at is not None
                assert timer.done_at - timer.due_at < timedelta(seconds=FROZEN_FOR + 4)
    finally:
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
