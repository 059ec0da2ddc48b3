"""The log as a file: complete, in order, safe in a spreadsheet, never whole in memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from afterdose import clock
from afterdose.console import export_helpings, exports
from afterdose.console.export_files import csv_lines, json_lines
from afterdose.console.export_helpings import Span
from afterdose.records.database import engine, session
from afterdose.records.models import AuditEntry, CaseEvent, Escalation, InboundMessage, Patient
from tests.console import clinic, crowd

MANY = 1234


@pytest.fixture
def supervisor(browser: TestClient) -> TestClient:
    clinic.sign_in(browser, "supervisor")
    return browser


def table(browser: TestClient, query: str) -> list[dict[str, str]]:
    answer = browser.get(f"/exports/log.csv?{query}")
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def records_of(browser: TestClient, query: str) -> list[dict[str, Any]]:
    answer = browser.get(f"/exports/log.jsonl?{query}")
    assert answer.headers["content-type"].startswith("application/jsonl")
    return [json.loads(line) for line in answer.text.splitlines()]


def write_texts(count: int) -> None:
    now = clock.now()
    with session() as records:
        maya = records.query(Patient).filter_by(external_id="P1").one()
        for number in range(count):
            records.add(
                InboundMessage(
                    carrier_id=f"many-{number}",
                    party_hash=maya.phone_hash,
                    phone=maya.phone,
                    patient_id=maya.id,
                    body=f"text {number}",
                    received_at=now + timedelta(seconds=number),
                    state="handled",
                )
            )


def test_texts_come_in_the_order_of_time_with_their_delivery(supervisor: TestClient) -> None:
    first, second = table(supervisor, "what=texts&words=yes")
    assert (first["direction"], first["patient"], first["case"]) == ("in", "P1", "41")
    assert (first["words"], first["screen"]) == (clinic.WORDS, "check")
    assert (second["direction"], second["state"]) == ("out", "delivered")
    assert second["words"] == "Is any of these happening now?"
    assert records_of(supervisor, "what=texts&words=yes")[0]["words"] == clinic.WORDS


@pytest.mark.parametrize("what", list(exports.LOGS))
def test_no_export_names_a_patient_and_words_come_only_when_asked(
    supervisor: TestClient, what: str
) -> None:
    crowd.fill()
    whole = supervisor.get(f"/exports/log.jsonl?what={what}").text
    assert whole, "there is something of every kind"
    assert "Maya" not in whole and "Rosen" not in whole and clinic.PATIENT not in whole
    assert "dots" not in whole and "who knows" not in whole
    assert all("words" not in json.loads(line) for line in whole.splitlines())


def test_decisions_carry_the_exact_protocols_and_escalations_their_outcome(
    supervisor: TestClient,
) -> None:
    with session() as records:
        found = records.get_one(Escalation, clinic.ESCALATION)
        found.state, found.outcome, found.closed_at = "closed", "spoke", clock.now()
        found.closed_by = found.acknowledged_by = records.query(exports.Clinician).first().id  # type: ignore[union-attr]
    decision = records_of(supervisor, "what=decisions")[0]
    assert (decision["disposition"], decision["rules"]) == ("urgent", "UB1")
    assert (decision["counted_worst"], len(decision["protocol_hash"])) == ("B2", 64)
    escalation = records_of(supervisor, "what=escalations")[0]
    assert (escalation["outcome"], escalation["code"]) == ("spoke", clinic.CODE)
    assert escalation["closed_by"] in ("Nora Nielsen", "Paul Park")
    page = records_of(supervisor, "what=pages")[0]
    assert (page["clinician"], page["state"], page["step"]) == ("Nora Nielsen", "delivered", 1)
    answers = table(supervisor, "what=answers&words=yes")
    assert [(a["question"], a["status"], a["words"]) for a in answers] == [
        ("B1", "given", "nope"),
        ("B2", "worst_case", "hm who knows"),
    ]


@pytest.mark.parametrize("words", ["=1+1", "+1 555", "-2", "@SUM(A1)", "\t=x", "\r=x", "  =x"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(words: str) -> None:
    row = {"at": clock.now(), "words": words, "count": -2}
    cell = next(csv.DictReader(io.StringIO("".join(csv_lines([row])), newline="")))
    assert cell["words"] == f"'{words}"
    assert cell["count"] == "-2", "a number is no formula"
    assert json.loads("".join(json_lines([row])))["words"] == words


def test_days_are_utc_and_both_are_included(supervisor: TestClient) -> None:
    today = clock.now().date()
    assert len(records_of(supervisor, f"what=texts&since={today - timedelta(days=1)}")) == 2
    assert records_of(supervisor, f"what=texts&until={today - timedelta(days=2)}") == []
    assert table(supervisor, f"what=texts&since={today + timedelta(days=2)}") == []
    assert supervisor.get("/exports/log.csv?since=soon").status_code == 400
    assert supervisor.get("/exports/log.csv?what=secrets").status_code == 404
    assert supervisor.get("/exports/log.xml").status_code == 404


def test_nothing_is_lost_or_doubled_where_one_helping_ends(
    supervisor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd.fill()
    with session() as records:
        for escalation in records.query(Escalation):
            escalation.opened_at = clock.now().replace(microsecond=0)
    for helping in (1, 2, 5, 500):
        monkeypatch.setattr(export_helpings, "HELPING", helping)
        codes = [row["code"] for row in records_of(supervisor, "what=escalations")]
        assert sorted(codes) == ["K7QR", "M50X", "M51X", "M52X", "M53X"], helping


def test_the_log_is_read_as_it_is_sent(sqlite: str) -> None:
    clinic.open_clinic()
    write_texts(MANY)
    statements: list[str] = []
    event.listen(
        engine(), "before_cursor_execute", lambda *call: statements.append(call[2]), named=False
    )
    rows: Iterator[dict[str, Any]] = exports.LOGS["texts"](Span(words=True))
    lines = json_lines(rows)
    next(lines)
    helpings = [text for text in statements if "FROM inbound_messages" in text]
    assert len(helpings) == 1, "the rest is not even asked for yet"
    assert sum(len(part.splitlines()) for part in lines) == MANY + 2 - 200


def test_each_export_is_in_the_audit_log_and_roles_are_kept_apart(browser: TestClient) -> None:
    clinic.sign_in(browser, "supervisor")
    table(browser, "what=texts&words=yes&since=2026-01-01")
    assert browser.get("/exports/audit.csv").status_code == 403
    browser.cookies.clear()
    clinic.sign_in(browser, "administrator")
    assert browser.get("/exports/log.csv").status_code == 403
    page = browser.get("/exports").text
    assert "/exports/audit" in page and "/exports/log" not in page
    lines = [json.loads(line) for line in browser.get("/exports/audit.jsonl").text.splitlines()]
    told = [line["subject"] for line in lines if line["action"] == "log.exported"]
    assert told == ["log:texts csv 2026-01-01– words"]
    assert lines[-1]["action"] == "audit.exported", "this export, too"
    with session() as records:
        assert records.query(AuditEntry).filter_by(action="audit.exported").count() == 1
    shown = browser.get("/audit").text
    assert "exported the log" in shown and "texts csv 2026-01-01– words" in shown


def test_events_hold_codes_only(supervisor: TestClient) -> None:
    with session() as records:
        records.add(
            CaseEvent(
                case_id=clinic.CASE,
                kind="decided",
                actor="assistant",
                details={"disposition": "urgent", "area": "bleeding"},
                at=clock.now(),
            )
        )
    last = records_of(supervisor, "what=events")[-1]
    assert last["details"] == "area=bleeding disposition=urgent"
