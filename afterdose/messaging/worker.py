"""The worker: all loops that carry texts in, texts out and timers forward."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

import structlog

from afterdose.messaging import (
    agenda,
    heartbeat,
    pace,
    sending,
    texts_in_line,
    timers,
    wakeups,
)
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.handlers import Handlers
from afterdose.messaging.housekeeping import Housekeeping
from afterdose.messaging.loops import Loop, resting
from afterdose.messaging.screening import Screening
from afterdose.messaging.sweep import Sweep
from afterdose.messaging.wakeups import Bell
from afterdose.messaging.watcher import Watcher

# Commits do the waking. Looking every second is the net below that, and the clock of
# back-offs and leases; threads that nobody woke look for themselves after half a minute.
LOOK_EVERY, UNWOKEN = 1.0, 30.0
TURN_THREADS, FIRST_LANE_THREADS, REST_LANE_THREADS = 4, 2, 2
STOP_WITHIN = 1.5

log = structlog.get_logger(__name__)


class Worker:
    """Runs until told to stop; several may run side by side on one database."""

    def __init__(self, handlers: Handlers, carrier: Carrier | None = None) -> None:
        carrier = carrier or Carrier()
        sweep, screening = Sweep(carrier), Screening(handlers.screen)
        self._look, self._screen, self._turn = Bell(), Bell(), Bell()
        self._first, self._rest, self._timers = Bell(), Bell(), Bell()

        def turn() -> bool:
            return texts_in_line.handle_next(handlers, self._turn.ring)

        def first() -> bool:
            return sending.send_next(carrier, "first", claimed=self._first.ring)

        def rest() -> float:
            if sending.send_next(carrier, "rest", claimed=self._rest.ring):
                return 0.0
            return pace.left() or UNWOKEN  # a text that waits for its place is not forgotten

        self._hearing, self._watcher = ExitStack(), Watcher()
        self._loops = [
            Loop("look", self.look, self._look),
            Loop("screen", resting(screening.step, UNWOKEN), self._screen),
            *_threads("turn", turn, self._turn, TURN_THREADS),
            *_threads("send-first", first, self._first, FIRST_LANE_THREADS),
            *(Loop(f"send-rest-{n}", rest, self._rest) for n in range(REST_LANE_THREADS)),
            Loop("timers", resting(timers.run_due, UNWOKEN), self._timers),
            Loop("heartbeat", heartbeat.beat),
            Loop("sweep", sweep.step),
            Loop("housekeeping", Housekeeping(handlers.housekeeping).step),
        ]

    def look(self) -> float:
        """Ring the bells of all kinds of work that there are; return how long to rest."""
        found = agenda.look()
        late = found.next_timer is not None and found.next_timer <= 0
        for bell, there_is in (
            (self._screen, found.screen),
            (self._turn, found.turn),
            (self._first, found.first),
            (self._rest, found.rest),
            (self._timers, late),
        ):
            if there_is:
                bell.ring()
        return LOOK_EVERY if late or found.next_timer is None else min(LOOK_EVERY, found.next_timer)

    def start(self) -> None:
        """Start all threads."""
        self._hearing.enter_context(wakeups.listening(self._look.ring))
        for thread in (*self._loops, self._watcher):
            thread.start()
        log.info("the worker is at work")

    def stop(self) -> None:
        """Stop all threads; what is under way is finished if that takes a moment only.

        A turn or send that takes longer is left to its lease, like after a crash.
        """
        until = time.monotonic() + STOP_WITHIN
        self._hearing.close()
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


def _threads(name: str, step: Callable[[], bool], bell: Bell, count: int) -> list[Loop]:
    return [Loop(f"{name}-{n}", resting(step, UNWOKEN), bell) for n in range(count)]
