"""The database: one engine per process, transactions that write and transactions that read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

from afterdose.records.postgresql import make_postgresql
from afterdose.settings import ROOT, SettingsError, settings

# How long a writer waits for another one on SQLite. Transactions are milliseconds long;
# ten seconds are a disk that stalls.
BUSY_MS = 10_000
LOOK_MS = 3


@dataclass(frozen=True)
class _Open:
    engine: Engine
    writing: sessionmaker[Session]
    reading: sessionmaker[Session]


_lock = Lock()
_writer = Lock()
_opened: _Open | None = None


def engine() -> Engine:
    """Return the engine of AFTERDOSE_DATABASE_URL: made once, shared by all threads."""
    return _open().engine


@contextmanager
def session() -> Iterator[Session]:
    """One writing transaction: committed at the end, rolled back when an error leaves the block.

    On SQLite it holds the only write lock from its first statement on, so keep it short, call
    nobody from inside it, and never open a second one within.
    """
    with _turn_to_write(), _open().writing.begin() as opened:
        yield opened


@contextmanager
def reading() -> Iterator[Session]:
    """One transaction that only reads: it never waits for a writer, and a write in it fails."""
    with _open().reading.begin() as opened:
        yield opened


def reset() -> None:
    """Close every connection and forget the engine, for tests that change the URL."""
    global _opened
    with _lock:
        if _opened is not None:
            _opened.engine.dispose()
        _opened = None


def _open() -> _Open:
    global _opened
    if _opened is None:
        with _lock:
            if _opened is None:
                made = make_engine(settings().database_url)
                readers = made.execution_options(afterdose_reading=True, postgresql_readonly=True)
                _opened = _Open(
                    made,
                    sessionmaker(made, expire_on_commit=False),
                    sessionmaker(readers, expire_on_commit=False),
                )
    return _opened


def make_engine(url: str) -> Engine:
    """Make an engine for a SQLAlchemy URL; a relative SQLite path starts at the project root.

    Raises SettingsError when the URL is of neither SQLite nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError("AFTERDOSE_DATABASE_URL: not an SQLAlchemy URL") from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return make_postgresql(parsed)
    raise SettingsError("AFTERDOSE_DATABASE_URL: must be sqlite:/// or postgresql+psycopg://")


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise SettingsError("AFTERDOSE_DATABASE_URL: SQLite needs a file")
    path = ROOT / url.database
    path.parent.mkdir(parents=True, exist_ok=True)
    _private(path)
    made = create_engine(url.set(database=str(path)), pool_size=10, max_overflow=20)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _private(path: Path) -> None:
    # SQLite gives its -wal and -shm files the mode of the database file.
    if not path.exists():
        path.touch(mode=0o600)


@contextmanager
def _turn_to_write() -> Iterator[None]:
    # Threads that queue here are woken one after the other. Left to SQLite's own waiting,
    # which sleeps up to 100 ms between looks, ten of them took 118 ms for what takes 10.
    if _open().engine.dialect.name != "sqlite":
        yield
        return
    if not _writer.acquire(timeout=BUSY_MS / 1000):
        raise TimeoutError("the database is locked by another thread of this process")
    try:
        yield
    finally:
        _writer.release()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # None: the driver opens no transaction of its own, _begin_sqlite does.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # NORMAL may lose, in a power cut, the last commits that the carrier was told are safe.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = bool(connection.get_execution_options().get("afterdose_reading"))
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
    # A deferred transaction that reads first and writes later fails at once when another one
    # wrote in between; taking the write lock at the start makes it wait instead.
    if reads or not _begin_writing(connection):
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _begin_writing(connection: Connection) -> bool:
    # Another process may hold the lock for some milliseconds, again and again: looking often
    # keeps the chance fair. False: the last attempt is SQLAlchemy's, whose error is known.
    driver = connection.connection.driver_connection
    assert driver is not None
    until = monotonic() + BUSY_MS / 1000
    driver.execute(f"PRAGMA busy_timeout = {LOOK_MS}")
    try:
        while monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return True
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
        return False
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_MS if monotonic() < until else 0}")
