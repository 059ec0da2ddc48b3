"""Which Rasa server is asked: all take turns, and one that failed is left out until it is well."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

FIRST_REST, LONGEST_REST = 2.0, 30.0

log = structlog.get_logger()


@dataclass
class _Rest:
    until: float
    failures: int
    probing: bool = False


class RasaServers:
    """What this process has seen of the servers; threads may share it.

    ``is_well(url)`` is asked before a server that failed is let in again, outside of any turn.
    """

    def __init__(self, is_well: Callable[[str], bool]) -> None:
        self._is_well = is_well
        self._lock = threading.Lock()
        self._turn = 0
        self._resting: dict[str, _Rest] = {}

    def in_order(self, urls: Sequence[str]) -> list[str]:
        """Return all servers, each time another one first; those that failed come last.

        They are still named: when every server has failed, asking one is all that is left.
        """
        with self._lock:
            start = self._turn % len(urls) if urls else 0
            self._turn += 1
            turned = [*urls[start:], *urls[:start]]
            well = [url for url in turned if url not in self._resting]
            resting = [url for url in turned if url in self._resting]
        if len(urls) > 1:
            self._look_after(resting)
        return [*well, *resting]

    def failed(self, url: str) -> None:
        """Leave a server out for a while, each time for longer."""
        with self._lock:
            known = self._resting.get(url)
            failures = known.failures + 1 if known else 1
            pause = min(FIRST_REST * 2 ** (failures - 1), LONGEST_REST)
            self._resting[url] = _Rest(time.monotonic() + pause, failures)
        if known is None:
            log.warning("A Rasa server is left out.", server=url)

    def worked(self, url: str) -> None:
        """Let a server in again."""
        with self._lock:
            known = self._resting.pop(url, None)
        if known is not None:
            log.info("A Rasa server is asked again.", server=url)

    def _look_after(self, resting: Sequence[str]) -> None:
        # In a thread of its own: a frozen server must not hold up the turn that looks after it.
        for url in resting:
            with self._lock:
                rest = self._resting.get(url)
                if rest is None or rest.probing or rest.until > time.monotonic():
                    continue
                rest.probing = True
            threading.Thread(target=self._probe, args=(url,), daemon=True).start()

    def _probe(self, url: str) -> None:
        (self.worked if self._is_well(url) else self.failed)(url)
