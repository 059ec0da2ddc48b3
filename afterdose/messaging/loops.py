"""A thread that does one kind of work for ever and survives everything."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from afterdose.messaging import faults
from afterdose.messaging.wakeups import Bell

LONGEST_PAUSE = 5.0

log = structlog.get_logger(__name__)


class Loop(threading.Thread):
    """Calls ``step`` again and again: it does one piece of work and says how long to rest.

    ``step`` returns the seconds until it should be called again, 0 when there may be more to
    do at once; a ring of the bell, which several loops may share, ends a rest early. An
    exception is logged once, until a step succeeds again, and is followed by a pause that
    grows to five seconds.
    """

    def __init__(self, name: str, step: Callable[[], float], bell: Bell | None = None) -> None:
        super().__init__(name=name, daemon=True)
        self._step = step
        self._stopping = threading.Event()
        self._bell = bell or Bell()

    def stop(self) -> None:
        """Ask the loop to end after its step."""
        self._stopping.set()
        self._bell.ring()

    def run(self) -> None:
        """Work until stopped."""
        failures = 0
        while not self._stopping.is_set():
            try:
                rest = self._step()
            except Exception as error:
                failures += 1
                if failures == 1:
                    log.error("a loop failed and goes on", loop=self.name, **faults.named(error))
                self._stopping.wait(min(0.25 * 2 ** min(failures, 8), LONGEST_PAUSE))
                continue
            if failures:
                log.info("a loop works again", loop=self.name, failures=failures)
                failures = 0
            if rest > 0 and not self._stopping.is_set():
                self._bell.wait(rest)
        self._bell.ring()  # who shares the bell may have to hear that it is over


def resting(step: Callable[[], bool], seconds: float) -> Callable[[], float]:
    """Turn a step that tells whether it did something into one that says how long to rest."""
    return lambda: 0.0 if step() else seconds
