"""A worker process with short leases, to be killed in the middle of its work."""

from __future__ import annotations

import threading
from datetime import timedelta

from afterdose.messaging import carrier, claims, reconciling, texts_in_line
from afterdose.messaging.worker import Worker
from tests.messaging.rooms import HANDLERS

if __name__ == "__main__":
    carrier.READ_SECONDS = 0.5
    claims.LEASE = texts_in_line.TURN_LEASE = timedelta(seconds=1.5)
    reconciling.WAIT_REST = timedelta(seconds=0.5)
    Worker(HANDLERS).run_until(threading.Event())
