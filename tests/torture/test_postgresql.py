"""PostgreSQL is killed, frozen or holds on to rows: the carrier comes again, nothing is halved."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from afterdose import clock
from afterdose.messaging import hooks, webhooks
from afterdose.messaging.worker import Worker
from afterdose.records import database, migrate, postgresql
from afterdose.records.models import InboundMessage, Timer
from afterdose.settings import settings
from tests.messaging.conftest import PATIENT, PUBLIC, enrol
from tests.messaging.rooms import HANDLERS
from tests.standin.book import Text
from tests.standin.twilio_server import (
    ACCOUNT,
    NUMBER,
    TOKEN,
    StandInTwilio,
    inbound_form,
    sign,
    until,
)
from tests.torture.journal import Journal
from tests.torture.postgresql import Postgresql

WEBHOOK = f"{PUBLIC}/twilio/sms"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    """A server of this module's own: it is going to be killed."""
    folder = tmp_path_factory.mktemp("postgresql")
    made = Postgresql(folder, Journal(folder / "journal.jsonl"))
    made.part.start()
    assert until(lambda: made.part.up, 60), "PostgreSQL does not start"
    yield made
    made.part.stop()
    made.remove()


@pytest.fixture
def records(
    server: Postgresql, own_settings: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A fresh database on it, which the settings name; gives its name."""
    name = f"test_{os.urandom(6).hex()}"
    server.make(name)
    url = server.url(name).replace("postgresql:", "postgresql+psycopg:", 1)
    monkeypatch.setenv("AFTERDOSE_DATABASE_URL", url)
    settings.cache_clear()
    database.reset()
    migrate.upgrade()
    enrol()
    yield name
    database.reset()


@pytest.fixture
def twilio(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInTwilio]:
    with StandInTwilio(callbacks="lost") as carrier:
        for name, value in {
            "AFTERDOSE_CARRIER": "twilio",
            "AFTERDOSE_PUBLIC_URL": PUBLIC,
            "AFTERDOSE_CLINIC_PHONE": "+15550199999",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": carrier.url,
        }.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        yield carrier


@pytest.fixture
def web(twilio: StandInTwilio, records: str) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(webhooks.router)
    with TestClient(app, base_url=PUBLIC) as client:
        yield client


@pytest.fixture
def worker(twilio: StandInTwilio, records: str) -> Iterator[None]:
    made = Worker(HANDLERS)
    made.start()
    yield
    made.stop()


def post(web: TestClient, text: Text) -> int:
    form = inbound_form(text)
    return web.post(
        "/twilio/sms", data=form, headers={"X-Twilio-Signature": sign(WEBHOOK, form)}
    ).status_code


def rows() -> tuple[int, int]:
    """Count the texts and their fail-safe timers: each text has one, or neither is there."""
    with database.reading() as session:
        texts = session.scalar(select(func.count(InboundMessage.seq))) or 0
        timers = session.scalar(select(func.count(Timer.seq)).filter_by(kind="fail_safe")) or 0
    return texts, timers


@contextmanager
def frozen(server: Postgresql) -> Iterator[None]:
    """Stop every process of the server: it takes requests and never answers them."""
    pid = server.part.pid
    family = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    for one in family:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in family:
            os.kill(one, signal.SIGCONT)


def test_a_killed_server_makes_the_carrier_come_again_and_leaves_nothing_half_written(
    web: TestClient, server: Postgresql
) -> None:
    texts = [Text(PATIENT, f"number {n}", to_us=True) for n in range(30)]
    answers: list[int] = []

    def bring() -> None:
        answers.extend(post(web, text) for text in texts)

    carrier = threading.Thread(target=bring)
    carrier.start()
    assert until(lambda: len(answers) > 5)
    server.part.kill()
    carrier.join(60)
    assert set(answers) <= {200, 503}
    assert 503 in answers, "the server was back before any text noticed"
    assert until(lambda: server.part.up, 60)
    stored, timers = rows()
    assert stored == timers >= answers.count(200)
    assert until(lambda: post(web, texts[0]) == 200)
    assert {post(web, text) for text in texts} == {200}
    assert rows() == (len(texts), len(texts))


@pytest.mark.usefixtures("worker")
def test_the_worker_goes_on_by_itself_when_the_server_is_back(
    web: TestClient, twilio: StandInTwilio, server: Postgresql
) -> None:
    assert post(web, Text(PATIENT, "before", to_us=True)) == 200
    twilio.wait_for(PATIENT, 1)
    server.part.kill()
    time.sleep(0.5)
    assert until(lambda: server.part.up, 60)
    text = Text(PATIENT, "after", to_us=True)
    assert until(lambda: post(web, text) == 200)
    assert [sent.body for sent in twilio.wait_for(PATIENT, 2, 40)] == ["re: before", "re: after"]


def test_a_server_that_hangs_is_a_503_before_the_carrier_hangs_up(
    web: TestClient, server: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "STORED_WITHIN", 1.0)
    assert post(web, Text(PATIENT, "before", to_us=True)) == 200
    text = Text(PATIENT, "while it hangs", to_us=True)
    with frozen(server):
        began = time.monotonic()
        assert post(web, text) == 503
        assert time.monotonic() - began < 10
    assert until(lambda: post(web, text) == 200)
    assert until(lambda: rows() == (2, 2)), rows()


def test_who_freezes_in_a_transaction_loses_its_rows_to_the_others(
    twilio: StandInTwilio, server: Postgresql, records: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = postgresql.LIMITS.replace("10s", "1s")
    monkeypatch.setattr(postgresql, "LIMITS", limits)
    database.reset()
    with database.session() as session:
        session.add(Timer(key="t", kind="ladder", subject_id="x", due_at=clock.now()))
    with pytest.raises(DBAPIError), database.session() as frozen_one:
        frozen_one.scalars(select(Timer).with_for_update()).one().state = "taken by the frozen one"
        frozen_one.flush()
        time.sleep(1.5)
        with database.session() as other:
            other.scalars(select(Timer).with_for_update()).one().state = "done"
        frozen_one.connection().exec_driver_sql("select 1").all()
    with database.reading() as session:
        assert session.scalars(select(Timer.state)).one() == "done"
