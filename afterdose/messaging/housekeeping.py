"""What the rooms above do every minute beside texts and timers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from afterdose.messaging import faults

EVERY = 60.0

log = structlog.get_logger(__name__)


class Housekeeping:
    """Calls each part once a minute; one that fails is logged and keeps none from its turn."""

    def __init__(self, parts: Sequence[Callable[[], None]]) -> None:
        self._parts = parts

    def step(self) -> float:
        """Call all parts; return the seconds until the next time."""
        for part in self._parts:
            try:
                part()
            except Exception as error:
                log.warning("housekeeping failed", part=part.__name__, **faults.named(error))
        return EVERY
