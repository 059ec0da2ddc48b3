from __future__ import annotations

import sqlite3

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from afterdose.records import database as records_database
from afterdose.records.database import reading
from afterdose.records.models import InboundMessage, Timer
from afterdose.settings import settings
from tests.messaging.conftest import NURSE, PATIENT, PUBLIC, enrol, hire
from tests.standin.book import Text
from tests.standin.twilio_server import TOKEN, inbound_form, sign


def post(web: TestClient, form: dict[str, str], *, path: str = "/twilio/sms", **signing: str):
    signature = sign(signing.get("url", PUBLIC + path), form, signing.get("token", TOKEN))
    return web.post(path, data=form, headers={"X-Twilio-Signature": signature})


def stored() -> list[InboundMessage]:
    with reading() as session:
        return list(session.scalars(select(InboundMessage).order_by(InboundMessage.seq)))


def text(body: str, phone: str = PATIENT, media_count: int = 0) -> dict[str, str]:
    return inbound_form(Text(phone, body, to_us=True, media_count=media_count))


def test_a_patients_text_is_stored_with_its_fail_safe_before_the_answer(web: TestClient) -> None:
    patient = enrol()
    answer = post(web, text("got little red dots on my shins"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response></Response>")
    [message] = stored()
    assert message.body == "got little red dots on my shins"
    assert (message.patient_id, message.clinician_id) == (patient.id, None)
    with reading() as session:
        timer = session.scalars(select(Timer)).one()
    assert (timer.kind, timer.subject_id) == ("fail_safe", message.id)
    assert (timer.due_at - message.received_at).total_seconds() == 15


def test_the_same_text_again_is_answered_and_not_stored_twice(web: TestClient) -> None:
    enrol()
    form = text("hello")
    assert [post(web, form).status_code for _ in range(3)] == [200, 200, 200]
    assert len(stored()) == 1
    with reading() as session:
        assert len(session.scalars(select(Timer)).all()) == 1


@pytest.mark.parametrize(
    ("body", "media_count"),
    [
        ("", 1),
        ("", 0),
        ("x" * 1600, 0),
        ("🤒🤕", 0),
        ("a\nb\x00c", 0),
        ("/restart", 0),
        ("é&=+%", 0),
    ],
)
def test_any_body_is_stored_as_it_came(web: TestClient, body: str, media_count: int) -> None:
    enrol()
    assert post(web, text(body, media_count=media_count)).status_code == 200
    assert [(m.body, m.media_count) for m in stored()] == [(body, media_count)]


def test_clinicians_and_strangers_are_stored_without_a_fail_safe(web: TestClient) -> None:
    nurse = hire()
    for phone in (NURSE, "+15550107777"):
        assert post(web, text("ACK 12", phone)).status_code == 200
    assert [m.clinician_id for m in stored()] == [nurse.id, None]
    with reading() as session:
        assert session.scalars(select(Timer)).all() == []


def test_an_unsigned_text_is_refused_and_not_stored(web: TestClient) -> None:
    assert web.post("/twilio/sms", data=text("hi")).status_code == 403
    assert stored() == []


@pytest.mark.parametrize(
    "signing",
    [
        {"token": "somebody-else"},
        {"url": "https://other.example/twilio/sms"},
        {"url": PUBLIC + "/twilio/status"},
    ],
)
def test_a_wrongly_signed_text_is_refused(web: TestClient, signing: dict[str, str]) -> None:
    assert post(web, text("hi"), **signing).status_code == 403
    assert stored() == []


def test_a_signed_text_with_a_changed_body_is_refused(web: TestClient) -> None:
    form = text("I am fine")
    signature = sign(PUBLIC + "/twilio/sms", form)
    form["Body"] = "I am not fine"
    answer = web.post("/twilio/sms", data=form, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 403


def test_the_host_header_does_not_decide_what_was_signed(web: TestClient) -> None:
    form = text("hi")
    headers = {
        "X-Twilio-Signature": sign("https://evil.example/twilio/sms", form),
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
    }
    assert web.post("/twilio/sms", data=form, headers=headers).status_code == 403


def test_the_second_token_signs_too_while_tokens_are_changed(web: TestClient) -> None:
    assert post(web, text("hi"), token="the-next-token").status_code == 200
    assert len(stored()) == 1


def test_the_query_of_the_webhook_is_part_of_what_is_signed(web: TestClient) -> None:
    assert post(web, text("hi"), path="/twilio/sms?x=1").status_code == 200
    assert post(web, text("ho"), path="/twilio/sms?x=1", url=PUBLIC + "/twilio/sms").is_error


def test_a_signed_text_without_sender_or_id_is_a_clear_error(web: TestClient) -> None:
    form = text("hi")
    del form["From"]
    answer = post(web, form)
    assert answer.status_code == 400
    assert "From" in answer.text
    assert stored() == []


def test_an_endless_form_is_cut_off(web: TestClient) -> None:
    assert web.post("/twilio/sms", content=b"a" * 100_000).status_code == 413


def test_locked_storage_makes_the_carrier_come_again(
    web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    if settings().database_url.startswith("postgresql"):
        pytest.skip("locking the whole storage is SQLite's trouble")
    monkeypatch.setattr(records_database, "BUSY_MS", 50)
    records_database.reset()
    enrol()
    form = text("it hurts")
    holder = sqlite3.connect(records_database.engine().url.database or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert post(web, form).status_code == 503
    holder.execute("ROLLBACK")
    holder.close()
    assert post(web, form).status_code == 200
    assert [m.body for m in stored()] == ["it hurts"]


def test_storage_that_is_gone_is_a_503(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERDOSE_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    settings.cache_clear()
    records_database.reset()
    assert post(web, text("hi")).status_code == 503
    assert web.get("/readyz").status_code == 503
    assert web.get("/healthz").status_code == 200
