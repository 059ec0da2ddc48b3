"""A worker process with short leases, to be killed or frozen in the middle of its work."""

from __future__ import annotations

import threading
from datetime import timedelta

from sqlalchemy.orm import Session

from afterdose.messaging import carrier, claims, reconciling, texts_in_line, timers
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.worker import Worker
from afterdose.records.models import Timer
from tests.messaging.conftest import NURSE
from tests.messaging.rooms import HANDLERS

LEASE = timedelta(seconds=1.5)


@timers.on_due("ladder")
def page(records: Session, timer: Timer) -> None:
    queue_text(records, key=timer.key, kind="page", body=timer.key, priority=0, phone=NURSE)


if __name__ == "__main__":
    carrier.READ_SECONDS = 0.5
    claims.LEASE = texts_in_line.TURN_LEASE = LEASE
    reconciling.WAIT_REST = timedelta(seconds=0.5)
    Worker(HANDLERS).run_until(threading.Event())
