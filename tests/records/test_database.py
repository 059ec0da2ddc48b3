from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from afterdose.records.database import engine, reading, session
from afterdose.records.models import InboundMessage, LabResult, Patient
from afterdose.settings import SettingsError
from tests.conftest import forget
from tests.records.people import ANA, NOON, add_patient


def test_sqlite_writes_ahead_and_through_to_the_disk(sqlite: str) -> None:
    with session() as opened:
        asked = {
            name: opened.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    full = 2
    assert asked == {
        "journal_mode": "wal",
        "synchronous": full,
        "busy_timeout": 10_000,
        "foreign_keys": 1,
    }


def test_only_the_owner_may_read_the_file_of_a_new_database(tmp_path: Path) -> None:
    engine().connect().close()
    assert (tmp_path / "afterdose.db").stat().st_mode & 0o777 == 0o600


def test_an_error_in_the_block_leaves_nothing_behind(database: str) -> None:
    with pytest.raises(ZeroDivisionError), session() as opened:
        add_patient(opened)
        _ = 1 / 0
    with reading() as opened:
        assert opened.scalars(select(Patient)).all() == []


def test_what_was_committed_can_be_used_after_the_block(database: str) -> None:
    with session() as opened:
        patient = add_patient(opened)
    assert (patient.given_name, patient.created_at) == ("Ana", NOON)


def test_a_row_cannot_refer_to_one_that_is_not_there(database: str) -> None:
    stray = LabResult(patient_id="nobody", test="tsh", value="2", unit="mIU/L", taken_on=NOON)
    with pytest.raises(IntegrityError), session() as opened:
        opened.add(stray)


def test_a_reading_transaction_refuses_to_write(database: str) -> None:
    with pytest.raises(DBAPIError), reading() as opened:
        add_patient(opened)
    with session() as opened:
        add_patient(opened)  # and the same connection may write again afterwards


def test_a_reader_does_not_wait_for_a_writer(database: str) -> None:
    with session() as writer:
        add_patient(writer)
        with reading() as reader:
            assert reader.scalars(select(Patient)).all() == []


def test_claims_from_many_threads_never_take_the_same_text_twice(database: str) -> None:
    with session() as opened:
        for number in range(20):
            opened.add(
                InboundMessage(
                    carrier_id=f"SM{number}", party_hash="x", phone=ANA, body="hi", received_at=NOON
                )
            )
    taken: list[str] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            while (claimed := _claim()) is not None:
                taken.append(claimed)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert sorted(taken) == sorted(set(taken)) and len(taken) == 20


def _claim() -> str | None:
    """Read the oldest free text, then write: what races unless the read takes the lock."""
    with session() as opened:
        oldest = (
            select(InboundMessage)
            .filter_by(state="received")
            .order_by(InboundMessage.seq)
            .limit(1)
            .with_for_update(skip_locked=True)  # for PostgreSQL; SQLite has one writer
        )
        message = opened.scalars(oldest).first()
        if message is None:
            return None
        opened.execute(
            update(InboundMessage)
            .where(InboundMessage.seq == message.seq)
            .values(state="working", attempts=InboundMessage.attempts + 1)
        )
        return message.id


@pytest.mark.parametrize("url", ["mysql://localhost/x", "sqlite://", "no url at all"])
def test_a_database_that_cannot_serve_is_refused_by_name(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERDOSE_DATABASE_URL", url)
    forget()
    with pytest.raises(SettingsError, match="AFTERDOSE_DATABASE_URL"):
        engine()
