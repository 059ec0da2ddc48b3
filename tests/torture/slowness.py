"""How much slower the machine is than it would be alone: what everything else on it costs us."""

from __future__ import annotations

import threading
import time

from tests.torture.journal import Journal

EVERY, WORK = 1.5, 0.03  # seconds; of work in between, 2 in 100 of one processor


class Probe:
    """Does a little work again and again and writes down how long it took for its length."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join(10)

    def _work(self) -> None:
        while not self._ended.wait(EVERY):
            began, done = time.monotonic(), time.thread_time() + WORK
            while time.thread_time() < done:
                sum(range(500))
            self._journal.write("probe", slower=(time.monotonic() - began) / WORK)
