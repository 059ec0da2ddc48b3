"""Being woken when there may be work, in this process and in the others."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event, text
from sqlalchemy.orm import Session

CHANNEL = "afterdose"

_lock = threading.Lock()
_bells: weakref.WeakSet[Bell] = weakref.WeakSet()
_listeners: set[Callable[[], None]] = set()


class Bell:
    """What one loop waits at. It must clear it before it looks for work, not after."""

    def __init__(self) -> None:
        self._event = threading.Event()
        with _lock:
            _bells.add(self)

    def wait(self, seconds: float) -> bool:
        """Wait until somebody rings, at most so long; tell whether it rang."""
        return self._event.wait(seconds)

    def clear(self) -> None:
        """Forget earlier rings."""
        self._event.clear()

    def ring(self) -> None:
        """Wake this loop alone."""
        self._event.set()


def ring() -> None:
    """Wake all loops and listeners of this process."""
    with _lock:
        bells, listeners = list(_bells), list(_listeners)
    for bell in bells:
        bell.ring()
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
