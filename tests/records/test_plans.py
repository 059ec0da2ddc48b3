"""What the worker asks all day reads the rows that wait, never all that ever were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from afterdose import clock
from afterdose.messaging import agenda, texts_in_line, timers
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.inbox import store_inbound
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.sending import send_next
from afterdose.records.database import engine, reading, session
from tests.messaging.rooms import HANDLERS
from tests.standin.twilio_server import ACCOUNT, TOKEN

BIG = ("inbound_messages", "outbound_messages", "timers")


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """Note each statement with its values, as the database gets them."""
    noted: list[tuple[str, Any]] = []

    def note(_1: Any, _2: Any, statement: str, values: Any, _3: Any, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            noted.append((statement, values))

    event.listen(engine(), "before_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(engine(), "before_cursor_execute", note)


def scanned(noted: list[tuple[str, Any]]) -> list[str]:
    """Give the plan of each statement that goes through a whole table."""
    found = []
    with reading() as records:
        for statement, values in noted:
            plan = records.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            for *_, step in plan:
                words = step.split()
                named = words[1].removesuffix("_1") if len(words) > 1 else ""
                if words[0] == "SCAN" and named in BIG and "USING" not in words:
                    found.append(f"{step}: {statement}")
    return found


@pytest.fixture
def waiting(sqlite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    with session() as records:
        store_inbound(records, "SM1", "+15550100111", "hi", 0)
        queue_text(records, key="k", kind="reply", body="hi", priority=2, phone="+15550100111")
        due = clock.now() + timedelta(days=1)
        timers.set_timer(records, key="t", kind="ladder", subject_id="x", due_at=due)


@pytest.mark.usefixtures("waiting")
def test_no_look_for_work_goes_through_a_whole_table() -> None:
    with asked() as noted:
        agenda.look()
        texts_in_line.handle_next(HANDLERS)
        with pytest.raises(AttributeError):
            send_next(_nobody(), "first")
            send_next(_nobody(), "rest")
        timers.run_due()
    assert len(noted) > 5
    assert scanned(noted) == []


def _nobody() -> Carrier:
    return None  # type: ignore[return-value]  # the claim is what is looked at


def test_the_test_sees_a_scan(sqlite: str) -> None:
    with asked() as noted, reading() as records:
        records.connection().exec_driver_sql(
            "SELECT body FROM inbound_messages WHERE media_count = 1"
        )
    assert len(scanned(noted)) == 1
