"""Having every text read for red flags at once, whatever else waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import structlog

from afterdose import clock
from afterdose.messaging import faults, texts_in_line
from afterdose.records import database

AGAIN_AFTER, LONGEST_PAUSE = 1.0, 30.0

log = structlog.get_logger(__name__)


class Screening:
    """Calls ``screen`` for unscreened texts, the oldest first; one that fails holds up no other."""

    def __init__(self, screen: Callable[[str], None]) -> None:
        self._screen = screen
        self._failures: dict[str, int] = {}
        self._not_before: dict[str, float] = {}

    def step(self, received_by: datetime | None = None) -> bool:
        """Read what came by then (default: now) and is unscreened; tell whether a text was."""
        with database.reading() as session:
            at = {"received_by": received_by or clock.now()}
            waiting = list(session.scalars(texts_in_line.unscreened().limit(500), at))
        self._forget_all_but(set(waiting))
        return sum(self._try(message_id) for message_id in waiting) > 0

    def _try(self, message_id: str) -> bool:
        if self._not_before.get(message_id, 0.0) > time.monotonic():
            return False
        try:
            self._screen(message_id)
        except Exception as error:
            failures = self._failures[message_id] = self._failures.get(message_id, 0) + 1
            self._rest(message_id, min(2.0 ** (failures - 1), LONGEST_PAUSE))
            if failures == 1:
                log.error("a text was not screened", message=message_id, **faults.named(error))
            return False
        self._rest(message_id, AGAIN_AFTER)
        return True

    def _rest(self, message_id: str, seconds: float) -> None:
        self._not_before[message_id] = time.monotonic() + seconds

    def _forget_all_but(self, waiting: set[str]) -> None:
        for known in (self._failures, self._not_before):
            for message_id in known.keys() - waiting:
                del known[message_id]
