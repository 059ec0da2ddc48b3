from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from afterdose.messaging import health, inbox
from afterdose.messaging.outbox import queue_text
from afterdose.records.database import session
from tests.messaging.conftest import PATIENT, Clock


@pytest.fixture(autouse=True)
def no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_checks", {})


def test_a_process_that_can_work_is_ready(web: TestClient) -> None:
    assert web.get("/healthz").json() == {"status": "alive"}
    answer = web.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


def test_an_old_text_makes_it_unready_and_says_how_old(web: TestClient, hand: Clock) -> None:
    with session() as records:
        inbox.store_inbound(records, "SM1", PATIENT, "hello", 0)
    hand.pass_(59)
    assert web.get("/readyz").status_code == 200
    hand.pass_(31)
    answer = web.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["queue_age"] == "the oldest text in waits 90 s"


def test_a_failed_check_is_named(web: TestClient) -> None:
    health.ready_check("model")(lambda: "no model is loaded")

    @health.ready_check("other")
    def other() -> str | None:
        raise RuntimeError("secret")

    answer = web.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["model"] == "no model is loaded"
    assert answer.json()["checks"]["other"] == "RuntimeError"


def test_the_figures_count_texts_by_state(web: TestClient) -> None:
    with session() as records:
        inbox.store_inbound(records, "SM1", PATIENT, "hello", 0)
        queue_text(records, key="k", kind="page", body="x", priority=0, phone=PATIENT)
    figures = web.get("/metrics").text
    assert 'afterdose_texts_in{state="received"} 1.0' in figures
    assert 'afterdose_texts_out{kind="page",state="queued"} 1.0' in figures
    assert PATIENT not in figures
