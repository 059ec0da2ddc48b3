"""The worker: all loops that carry texts in, texts out and timers forward."""

from __future__ import annotations

import threading
import time

import structlog

from afterdose import clock
from afterdose.messaging import sending, texts_in_line, timers
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.handlers import Handlers
from afterdose.messaging.loops import Loop, resting
from afterdose.messaging.screening import Screening
from afterdose.messaging.sweep import Sweep
from afterdose.messaging.watcher import Watcher

# Bells do the waking; polling is the net below them and the clock of back-offs and leases.
POLL = 1.0
TURN_THREADS, FIRST_LANE_THREADS, REST_LANE_THREADS = 4, 2, 2
STOP_WITHIN = 1.5

log = structlog.get_logger(__name__)


class Worker:
    """Runs until told to stop; several may run side by side on one database."""

    def __init__(self, handlers: Handlers, carrier: Carrier | None = None) -> None:
        carrier = carrier or Carrier()
        sweep, screening = Sweep(carrier), Screening(handlers.screen)
        self._watcher = Watcher()
        self._loops = [
            Loop("screen", resting(screening.step, POLL)),
            *(
                Loop(f"turn-{n}", resting(lambda: texts_in_line.handle_next(handlers), POLL))
                for n in range(TURN_THREADS)
            ),
            *(
                Loop(f"send-first-{n}", resting(lambda: sending.send_next(carrier, "first"), POLL))
                for n in range(FIRST_LANE_THREADS)
            ),
            *(
                Loop(f"send-rest-{n}", resting(lambda: sending.send_next(carrier, "rest"), POLL))
                for n in range(REST_LANE_THREADS)
            ),
            Loop("timers", run_timers),
            Loop("sweep", sweep.step),
        ]

    def start(self) -> None:
        """Start all threads."""
        for thread in (*self._loops, self._watcher):
            thread.start()
        log.info("the worker is at work")

    def stop(self) -> None:
        """Stop all threads; what is under way is finished if that takes a moment only.

        A turn or send that takes longer is left to its lease, like after a crash.
        """
        until = time.monotonic() + STOP_WITHIN
        self._watcher.stop()
        for loop in self._loops:
            loop.stop()
        for thread in (*self._loops, self._watcher):
            thread.join(max(0.0, until - time.monotonic()))
        log.info("the worker has stopped")

    def run_until(self, stopping: threading.Event) -> None:
        """Work until the event is set."""
        self.start()
        stopping.wait()
        self.stop()


def run_timers() -> float:
    """Run what is due; rest until the next timer, at most for the polling time."""
    while timers.run_due():
        pass
    due = timers.next_due()
    if due is None:
        return POLL
    return min(POLL, max(0.0, (due - clock.now()).total_seconds()))
