from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from afterdose import clock
from afterdose.messaging import delivery, health, outbox, timers, voice, webhooks
from afterdose.records import keys
from afterdose.records.database import session
from afterdose.records.models import Clinician, Patient
from afterdose.settings import settings
from tests.standin.twilio_server import ACCOUNT, NUMBER, TOKEN, StandInTwilio

PATIENT, OTHER_PATIENT, NURSE = "+15550100001", "+15550100002", "+15550100009"
PUBLIC = "https://clinic.example"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(autouse=True)
def no_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test registers its own; what dialogue and escalation registered is put aside."""
    for module, name in (
        (timers, "_due"),
        (delivery, "_undeliverable"),
        (outbox, "_moot"),
        (voice, "_talks"),
    ):
        monkeypatch.setattr(module, name, {})


@pytest.fixture
def twilio(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInTwilio]:
    """The stand-in carrier, and settings that lead to it. Callbacks are off."""
    with StandInTwilio(callbacks="lost") as server:
        for name, value in {
            "AFTERDOSE_CARRIER": "twilio",
            "AFTERDOSE_PUBLIC_URL": PUBLIC,
            "AFTERDOSE_CLINIC_PHONE": "+15550199999",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_AUTH_TOKEN_SECONDARY": "the-next-token",
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": server.url,
        }.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        yield server


@pytest.fixture
def web(database: str, twilio: StandInTwilio) -> Iterator[TestClient]:
    """The webhooks, without the console around them."""
    app = FastAPI()
    app.include_router(webhooks.router)
    app.include_router(health.router)
    with TestClient(app, base_url=PUBLIC) as client:
        yield client


@dataclass
class Clock:
    """A clock whose hand a test moves."""

    time: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

    def now(self) -> datetime:
        return self.time

    def pass_(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Clock:
    set_by_test = Clock()
    monkeypatch.setattr(clock, "now", set_by_test.now)
    return set_by_test


def enrol(phone: str = PATIENT, external_id: str = "p1") -> Patient:
    with session() as records:
        patient = Patient(
            external_id=external_id,
            phone=phone,
            phone_hash=keys.phone_hash(phone),
            given_name="Ada",
            family_name="Test",
            created_at=clock.now(),
        )
        records.add(patient)
    return patient


def hire(phone: str = NURSE) -> Clinician:
    with session() as records:
        clinician = Clinician(
            name="Nora Nurse",
            role="nurse",
            phone=phone,
            phone_hash=keys.phone_hash(phone),
            created_at=clock.now(),
        )
        records.add(clinician)
    return clinician
