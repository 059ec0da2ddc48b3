from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from afterdose.messaging import health, heartbeat
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.worker import Worker
from tests.messaging.conftest import Clock
from tests.messaging.rooms import HANDLERS
from tests.standin.twilio_server import StandInTwilio


@pytest.fixture(autouse=True)
def only_the_worker_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_checks", {"worker": heartbeat.missing})


def told(web: TestClient) -> tuple[int, str]:
    answer = web.get("/readyz")
    return answer.status_code, answer.json()["checks"]["worker"]


def test_without_a_worker_nothing_is_ready(web: TestClient) -> None:
    assert told(web) == (503, "not seen yet")


def test_a_worker_that_is_gone_is_missed_after_15_seconds(web: TestClient, hand: Clock) -> None:
    heartbeat.beat()
    hand.pass_(14)
    assert told(web) == (200, "ok")
    hand.pass_(6)
    assert told(web) == (503, "not seen for 20 s")
    heartbeat.beat()
    assert told(web) == (200, "ok")


def test_a_worker_is_seen_soon_after_its_start(web: TestClient, twilio: StandInTwilio) -> None:
    worker = Worker(HANDLERS, Carrier())
    worker.start()
    try:
        while heartbeat.missing() is not None:
            pass
    finally:
        worker.stop()
    assert told(web) == (200, "ok")
