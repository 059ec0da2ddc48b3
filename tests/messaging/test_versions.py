"""Old and new versions side by side: the tables are a migration ahead of the running program."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from afterdose.cli.wiring import wait_for_tables
from afterdose.messaging import texts_in_line
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.inbox import store_inbound
from afterdose.messaging.sending import send_next
from afterdose.records import migrate
from afterdose.records.database import engine, reading, session
from afterdose.records.models import Base, InboundMessage
from tests.messaging.conftest import PATIENT, enrol
from tests.messaging.rooms import HANDLERS, screen
from tests.standin.twilio_server import StandInTwilio

pytestmark = pytest.mark.usefixtures("database")


def a_later_migration(connection: Connection) -> None:
    """Add a column to every table and a table of its own, as a later version may."""
    for table in Base.metadata.tables:
        connection.execute(text(f"ALTER TABLE {table} ADD COLUMN of_a_later_version TEXT"))
    connection.execute(text("CREATE TABLE of_a_later_version (id TEXT PRIMARY KEY)"))
    connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def test_a_process_of_the_version_before_starts_and_works_on_newer_tables(
    twilio: StandInTwilio,
) -> None:
    enrol()
    with engine().begin() as connection:
        a_later_migration(connection)
    assert wait_for_tables(threading.Event())
    with session() as records:
        stored, _ = store_inbound(records, "SM1", PATIENT, "hello", 0)
    screen(stored.id)
    assert texts_in_line.handle_next(HANDLERS)
    assert send_next(Carrier(), "rest")
    assert [sent.body for sent in twilio.sent_to(PATIENT)] == ["re: hello"]
    with reading() as records:
        assert records.query(InboundMessage).one().state == "handled"


def test_a_new_process_waits_for_the_upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    with engine().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert not migrate.serves("0001")
    stopping = threading.Event()
    threading.Timer(0.3, stopping.set).start()
    assert not wait_for_tables(stopping)


def test_tables_without_a_revision_are_not_served() -> None:
    assert not migrate.serves(None)
