"""The log of what happened outside of the system: the carrier, the people, the kills."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path


class Journal:
    """One JSON object a line, in the order in which things happened."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._now = now
        self._lock = threading.Lock()

    def write(self, what: str, **fields: object) -> None:
        with self._lock:
            if self._file.closed:
                return  # a thread that outlives the run
            line = {"t": self._now(), "what": what, **fields}
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def close(self) -> None:
        with self._lock:
            self._file.close()
