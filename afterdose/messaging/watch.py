"""The web process watches the worker: what it leaves undone for too long is done here."""

from __future__ import annotations

from datetime import timedelta

import structlog

from afterdose import clock
from afterdose.messaging import sending, timers
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.handlers import Handlers
from afterdose.messaging.loops import Loop
from afterdose.messaging.screening import Screening

LOOK_EVERY = 2.0
UNSCREENED_FOR = timedelta(seconds=30)
FAIL_SAFE_LATE_BY = timedelta(seconds=5)
TIMERS_LATE_BY = timedelta(seconds=30)
# A worker sends within a second; who waits this long for a free lease has no worker.
UNSENT_FOR = timedelta(seconds=20)
ADVICE_AND_FAIL_SAFE = 1

log = structlog.get_logger(__name__)


class Watch:
    """Screens, fires timers and sends what presses when no worker does.

    Claims and leases are the same as the worker's, so it does no harm when it is only slow.
    """

    def __init__(self, handlers: Handlers, carrier: Carrier | None = None) -> None:
        self._screening = Screening(handlers.screen)
        self._carrier = carrier or Carrier()
        self._stepped_in = False
        self._loop = Loop("watch", self.step)

    def start(self) -> None:
        """Start watching."""
        self._loop.start()

    def stop(self) -> None:
        """Stop watching."""
        self._loop.stop()
        self._loop.join(1.0)

    def step(self) -> float:
        """Do what is overdue; return the seconds until the next look."""
        screened = self._screening.step(received_by=clock.now() - UNSCREENED_FOR)
        fired = timers.run_due(only="fail_safe", overdue=FAIL_SAFE_LATE_BY)
        fired |= timers.run_due(overdue=TIMERS_LATE_BY)
        sent = sending.send_next(self._carrier, "first", older_than=UNSENT_FOR)
        sent |= sending.send_next(
            self._carrier, "rest", older_than=UNSENT_FOR, most=ADVICE_AND_FAIL_SAFE
        )
        acted = screened or fired or sent
        if acted and not self._stepped_in:
            log.error(
                "the worker is late and the web process steps in",
                screened=screened,
                timers=fired,
                sent=sent,
            )
        self._stepped_in = acted
        return 0.0 if fired or sent else LOOK_EVERY
