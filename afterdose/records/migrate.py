"""Bringing the tables of a database up to what models.py says, one revision after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from afterdose.records.database import engine

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number that no other program uses on the same PostgreSQL database.
LOCK = 0x41667465


class OutOfDateError(Exception):
    """The tables are those of another version of this program."""


def upgrade(revision: str = "head") -> None:
    """Create or change the tables up to a revision, in one transaction.

    Several processes may start together: the first one does it, the others wait and find
    nothing left to do.
    """
    with _alone() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(revision: str) -> None:
    """Undo revisions down to this one ("base": all tables and what they hold are gone)."""
    with _alone() as connection:
        command.downgrade(_config(connection), revision)


def make_ready() -> None:
    """Create the tables of a new database; raise OutOfDateError for those of another version."""
    with engine().connect() as connection:
        found = current(connection)
    if found is None:
        upgrade()
    elif found != newest():
        raise OutOfDateError(
            f"the database is at revision {found}, this program needs {newest()}: "
            "run afterdose db upgrade"
        )


def newest() -> str | None:
    """Return the revision that this program expects."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def serves(found: str | None) -> bool:
    """Tell whether this program can work on the tables of a revision.

    On its own, and on those of a later program, which it does not know: migrations only add what
    the version before can do without (docs/durability.md), so that old and new processes work
    side by side while they are replaced one by one.
    """
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    return found is not None and (found == newest() or found not in known)


def current(connection: Connection) -> str | None:
    """Return the revision that the database has, None when it has no tables."""
    return MigrationContext.configure(connection).get_current_revision()


def draft(message: str) -> None:
    """Write a new revision file from the difference between models.py and the database."""
    with _alone() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone() -> Iterator[Connection]:
    with engine().connect() as connection:
        if connection.dialect.name == "sqlite":
            with _without_foreign_keys(connection), connection.begin():
                yield connection  # BEGIN IMMEDIATE keeps the others out
        else:
            with connection.begin():
                # Another process may be at it for longer than a text may wait for its row.
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                yield connection


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    # Alembic changes a SQLite table by copying it; with the checks on, dropping the old one
    # would delete what refers to it. The switch works outside a transaction only.
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
