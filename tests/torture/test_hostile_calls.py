"""The torture's carrier rings phones: workers and webhooks bring every call to an end, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.messaging import delivery, outbox, voice
from afterdose.messaging.calls import KIND
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.voice import Said
from afterdose.messaging.worker import Worker
from afterdose.records.database import reading, session
from afterdose.records.models import OutboundMessage
from afterdose.settings import settings
from tests.messaging.conftest import free_port
from tests.messaging.rooms import HANDLERS
from tests.messaging.test_simulator import Web
from tests.standin.twilio_server import ACCOUNT, NUMBER, TOKEN, until
from tests.torture.hostile import HostileTwilio
from tests.torture.journal import Journal

PHONES = [f"+1555019{number:04d}" for number in range(12)]


@pytest.fixture
def carrier(
    database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[HostileTwilio]:
    port = free_port()
    with HostileTwilio(Journal(tmp_path / "journal.jsonl"), seed=5) as twilio:
        for name, value in {
            "AFTERDOSE_CARRIER": "twilio",
            "AFTERDOSE_BIND": f"127.0.0.1:{port}",
            "AFTERDOSE_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "AFTERDOSE_CLINIC_PHONE": "+15550199999",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": twilio.url,
        }.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        web, worker = Web(), Worker(HANDLERS)
        web.start()
        worker.start()
        yield twilio
        worker.stop()
        web.stop()


def test_every_call_is_made_once_and_ends(
    carrier: HostileTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    acknowledged: list[str] = []

    def talk(records: Session, call: OutboundMessage, key: str | None, last: bool) -> Said:
        if key == "1" and call.state != "delivered":
            acknowledged.append(call.key)
            delivery.pressed(records, call)
        return Said("Press 1", asks=key != "1" and not last)

    # What the room of escalation registered, if it was loaded, is put aside.
    monkeypatch.setattr(voice, "_talks", {KIND: talk})
    monkeypatch.setattr(delivery, "_undeliverable", {})
    monkeypatch.setattr(outbox, "_moot", {})
    with session() as records:
        for phone in PHONES:
            queue_text(records, key=phone, kind=KIND, body="Press 1", priority=0, phone=phone)

    def taken() -> list[OutboundMessage]:
        with reading() as records:
            query = select(OutboundMessage).where(OutboundMessage.carrier_id.is_not(None))
            return list(records.scalars(query))

    assert until(lambda: len(taken()) == len(PHONES), 30)
    assert until(lambda: all(c.status != "queued" for c in carrier.phone_calls), 30)
    made = {call.sid: call for call in carrier.phone_calls}
    assert {row.carrier_id for row in taken()} == made.keys()
    assert len(made) == len(PHONES)  # one each
    assert len(acknowledged) == len(set(acknowledged)) > 0
