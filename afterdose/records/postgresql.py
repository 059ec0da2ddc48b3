"""PostgreSQL as the records use it: nobody holds rows, or hangs, for longer than seconds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event

CONNECT: dict[str, Any] = {
    "connect_timeout": 5,
    "application_name": "afterdose",
    # A server that is cut off sends nothing, not even an end: without these a thread would wait
    # for it for hours.
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# A worker that is frozen or cut off in the middle of a transaction keeps its rows until the
# server takes them away; whoever waits for them gives up and tries again, as on SQLite.
LIMITS = "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '10s'"


def make_postgresql(url: URL) -> Engine:
    """Make the engine; nothing is connected yet."""
    made = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        pool_recycle=1800,
        pool_timeout=10,
        connect_args=CONNECT,
    )
    event.listen(made, "connect", _limit)
    return made


def _limit(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.execute(LIMITS)
    connection.autocommit = False
