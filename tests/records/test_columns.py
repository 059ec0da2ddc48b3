from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import LargeBinary, inspect, select, text
from sqlalchemy.exc import StatementError

from afterdose.records.database import engine, reading, session
from afterdose.records.models import Base, InboundMessage, Patient
from tests.records.people import ANA, NOON, add_patient

BODY = "little red dots on my shins"


def test_no_name_number_or_text_stands_readable_in_the_database(database: str) -> None:
    with session() as opened:
        patient = add_patient(opened, baseline_notes="walks with a cane")
        opened.add(
            InboundMessage(
                carrier_id="SM1",
                party_hash=patient.phone_hash,
                phone=ANA,
                body=BODY,
                received_at=NOON,
            )
        )
    held = b""
    with engine().connect() as connection:
        for table in ("patients", "inbound_messages"):
            for row in connection.execute(text(f"SELECT * FROM {table}")):
                held += b" ".join(
                    bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    for cell in row
                )
    assert b"SM1" in held  # the dump does hold what is not secret
    for secret in (ANA, ANA[1:], "Ana", "Almeida", BODY, "cane"):
        assert secret.encode() not in held
    with reading() as opened:
        assert opened.scalars(select(InboundMessage.body)).one() == BODY
        assert opened.scalars(select(Patient.baseline_notes)).one() == "walks with a cane"


def test_every_column_for_personal_words_is_encrypted(database: str) -> None:
    personal = {"phone", "given_name", "family_name", "birth_date", "body", "raw", "name", "email"}
    inspector = inspect(engine())
    for table in Base.metadata.tables:
        for column in inspector.get_columns(table):
            if column["name"] in personal:
                assert isinstance(column["type"], LargeBinary), (table, column["name"])


def test_a_time_comes_back_aware_and_in_utc(database: str) -> None:
    there = timezone(timedelta(hours=-5))
    with session() as opened:
        add_patient(opened, created_at=datetime(2026, 11, 22, 7, 0, tzinfo=there))
    with reading() as opened:
        found = opened.scalars(select(Patient.created_at)).one()
    assert found == NOON and found.tzinfo is timezone.utc


def test_a_time_without_a_zone_is_refused(database: str) -> None:
    with pytest.raises(StatementError, match="time zone"), session() as opened:
        add_patient(opened, created_at=NOON.replace(tzinfo=None))
