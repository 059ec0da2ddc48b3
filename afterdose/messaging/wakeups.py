"""Being woken when there may be work, in this process and in the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event, text
from sqlalchemy.orm import Session

CHANNEL = "afterdose"

_lock = threading.Lock()
_listeners: set[Callable[[], None]] = set()


class Bell:
    """What the threads of one kind of work wait at: each ring wakes one of them.

    A ring that nobody waits for is kept for the next who does; several become one. So who
    finds work and thinks that there may be more rings again before doing it.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rung = False

    def ring(self) -> None:
        """Wake one thread."""
        with self._condition:
            self._rung = True
            self._condition.notify()

    def wait(self, seconds: float) -> bool:
        """Wait for a ring, at most so long; tell whether there was one."""
        with self._condition:
            rung = self._condition.wait_for(lambda: self._rung, seconds)
            self._rung = False
            return rung


def ring() -> None:
    """Tell all listeners of this process that something was committed."""
    with _lock:
        listeners = list(_listeners)
    for listener in listeners:
        listener()


@contextmanager
def listening(listener: Callable[[], None]) -> Iterator[None]:
    """Have a function called at every ring; it must return at once and not raise."""
    with _lock:
        _listeners.add(listener)
    try:
        yield
    finally:
        with _lock:
            _listeners.discard(listener)


def announce(session: Session) -> None:
    """Wake everybody when this transaction commits; nobody when it rolls back.

    Other processes hear of it by NOTIFY on PostgreSQL; on SQLite they watch the file.
    """
    if session.info.get("announced"):
        return
    session.info["announced"] = True
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"NOTIFY {CHANNEL}"))
    event.listen(session, "after_commit", _committed, once=True)


def _committed(session: Session) -> None:
    session.info.pop("announced", None)
    ring()
