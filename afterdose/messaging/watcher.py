"""The thread that hears of other processes' commits and tells the listeners of this one."""

from __future__ import annotations

import sqlite3
import threading

import psycopg
import structlog
from sqlalchemy import Engine

from afterdose.messaging import faults, wakeups
from afterdose.records import database
from afterdose.records.postgresql import CONNECT

LOOK_EVERY = 0.05
RECONNECT_AFTER = 1.0

log = structlog.get_logger(__name__)


class Watcher(threading.Thread):
    """Rings when any process commits something worth waking for."""

    def __init__(self) -> None:
        super().__init__(name="watcher", daemon=True)
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End within one look."""
        self._stopping.set()

    def run(self) -> None:
        """Watch until stopped; a lost connection is made again, and everybody woken then."""
        told = False
        while not self._stopping.is_set():
            try:
                engine = database.engine()
                wakeups.ring()
                if engine.dialect.name == "sqlite":
                    self._watch_file(engine)
                else:
                    self._listen(engine)
                told = False
            except Exception as error:
                if not told:
                    log.warning("cannot watch the database for news", **faults.named(error))
                told = True
                self._stopping.wait(RECONNECT_AFTER)

    def _watch_file(self, engine: Engine) -> None:
        connection = sqlite3.connect(str(engine.url.database), isolation_level=None)
        try:
            seen = None
            while not self._stopping.wait(LOOK_EVERY):
                # Changes when another connection has committed; costs microseconds.
                (version,) = connection.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    wakeups.ring()
        finally:
            connection.close()

    def _listen(self, engine: Engine) -> None:
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True, **CONNECT) as connection:
            connection.execute(f"LISTEN {wakeups.CHANNEL}")
            while not self._stopping.is_set():
                for _ in connection.notifies(timeout=0.5, stop_after=1):
                    wakeups.ring()
