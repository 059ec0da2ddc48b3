"""The disk is full: the carrier hears 503 and comes again, nothing half-written stays.

The limit on the size of files is the one way to fill a disk for a single process without being
root: every write of it fails, in its database as in its log.
"""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import SECRET_KEYS
from tests.messaging.conftest import NURSE, PATIENT, enrol, hire
from tests.standin.book import Text
from tests.standin.twilio_server import ACCOUNT, NUMBER, TOKEN, StandInTwilio, inbound_form, sign
from tests.system.installation import free_port, until
from tests.torture.journal import Journal
from tests.torture.parts import Part, answers, ours, plain_environment

pytestmark = pytest.mark.system
NONE = 1  # byte; no limit at all cannot be told from an unlimited one


class Clinic:
    """The web process and the worker, without Rasa: a clinician's texts need none."""

    def __init__(self, folder: Path, carrier: StandInTwilio) -> None:
        port = free_port()
        self.database = folder / "afterdose.db"
        self.webhook = f"http://127.0.0.1:{port}/twilio/sms"
        environment = plain_environment() | {
            "AFTERDOSE_VAR": str(folder / "var"),
            "AFTERDOSE_SECRET_KEYS": SECRET_KEYS,
            "AFTERDOSE_DATABASE_URL": f"sqlite:///{self.database}",
            "AFTERDOSE_BIND": f"127.0.0.1:{port}",
            "AFTERDOSE_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "AFTERDOSE_CARRIER": "twilio",
            "AFTERDOSE_CLINIC_PHONE": "+15550180000",
            "TWILIO_API_URL": carrier.url,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
        }
        journal = Journal(folder / "journal.jsonl")
        healthy = answers(f"http://127.0.0.1:{port}/healthz")
        logs = folder / "web.log", folder / "worker.log"
        self.web = Part("web", ours(["web"]), environment, logs[0], journal, healthy)
        self.worker = Part(
            "worker",
            ours(["worker"]),
            environment,
            logs[1],
            journal,
            lambda part: part.said("the worker is at work"),
        )

    def brings(self, text: Text) -> int:
        form = inbound_form(text)
        headers = {"X-Twilio-Signature": sign(self.webhook, form)}
        return httpx.post(
            self.webhook, data=form, headers=headers, timeout=15, trust_env=False
        ).status_code

    def count(self, query: str) -> int:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as records:
            (count,) = records.execute(f"select count(*) from {query}").fetchone()
        return int(count)


@contextmanager
def full_disk(part: Part) -> Iterator[None]:
    """No file of one process can grow, until the block ends."""
    before = resource.prlimit(part.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(part.pid, resource.RLIMIT_FSIZE, (NONE, before[1]))
    try:
        yield
    finally:
        resource.prlimit(part.pid, resource.RLIMIT_FSIZE, before)


@pytest.fixture
def clinic(sqlite: str, tmp_path: Path) -> Iterator[tuple[Clinic, StandInTwilio]]:
    enrol()
    hire()
    with StandInTwilio() as carrier:
        made = Clinic(tmp_path, carrier)
        for part in (made.web, made.worker):
            part.start()
        try:
            until(lambda: made.web.up and made.worker.up, "both processes are up", 120)
            yield made, carrier
        finally:
            for part in (made.web, made.worker):
                part.stop()


def test_the_web_process_asks_the_carrier_to_come_again(
    clinic: tuple[Clinic, StandInTwilio],
) -> None:
    ours, _ = clinic
    text = Text(PATIENT, "my gums bleed", to_us=True)
    with full_disk(ours.web):
        assert [ours.brings(text) for _ in range(3)] == [503] * 3
        assert ours.count("inbound_messages") == ours.count("timers") == 0
    assert ours.brings(text) == 200
    assert (ours.count("inbound_messages"), ours.count("timers")) == (1, 1)
    assert ours.web.up


def test_the_worker_waits_and_goes_on_by_itself(clinic: tuple[Clinic, StandInTwilio]) -> None:
    ours, carrier = clinic
    with full_disk(ours.worker):
        assert ours.brings(Text(NURSE, "STATUS", to_us=True)) == 200
        assert ours.brings(Text(PATIENT, "i cant breathe and my chest hurts", to_us=True)) == 200
        with pytest.raises(AssertionError):
            carrier.wait_for(NURSE, 1, seconds=4)
    assert carrier.wait_for(NURSE, 1, seconds=40)[0].body.startswith(("No open", "Open", "Care"))
    assert "911" in carrier.wait_for(PATIENT, 1, seconds=40)[0].body
    assert len({sent.sid for sent in carrier.sent_to(PATIENT)}) == len(
        {sent.body for sent in carrier.sent_to(PATIENT)}
    )
    assert ours.worker.up
