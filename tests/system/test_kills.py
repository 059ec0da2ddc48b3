"""Every part dies at a bad moment once: nothing is lost, nothing is doubled."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.standin.book import new_sid
from tests.system.installation import Installation, until
from tests.system.people import Patient, Person
from tests.system.test_story import UNREMARKABLE, answer_until, decided

GivePatient = Callable[..., Patient]


@pytest.fixture(autouse=True)
def healthy(installation: Installation) -> Iterator[None]:
    until(installation.ready, "the installation is ready before the test", within=90)
    yield
    until(installation.ready, "the installation is ready again after the test", within=90)


def nothing_doubled(patient: Patient) -> None:
    """No text of one cause was taken by the carrier twice."""
    keys = patient.installation.rows(
        "select o.key, o.attempts, o.state from outbound_messages o "
        "join patients p on p.id = o.patient_id where p.external_id = ?",
        patient.external_id,
    )
    taken = Counter(text.body for text in patient.twilio.sent_to(patient.phone))
    queued = len([1 for _, _, state in keys if state in ("sent", "delivered")])
    assert sum(taken.values()) == queued, (taken, keys)


def send_like_the_carrier(patient: Patient, body: str) -> str:
    """Text, and post the webhook again until it is taken, as the carrier does with #rc=5."""
    sid = new_sid()

    def taken() -> bool:
        try:
            patient.send(body, sid=sid)
        except httpx.HTTPError:
            return False
        return True

    until(taken, "the web process takes the text", within=60)
    return sid


@pytest.mark.parametrize("part", ["web", "worker", "rasa", "actions"])
def test_a_part_killed_in_mid_conversation(
    patient: GivePatient, nurse: Person, installation: Installation, part: str
) -> None:
    ana = patient(430)
    ana.says("tiny red dots all over my legs")
    for _ in range(3):
        question = ana.question()
        sid = send_like_the_carrier(ana, UNREMARKABLE[str(question)])
        installation.kill(part)
        ana.wait_until_settled(sid, within=90)
        assert ana.question() != question
    until(installation.ready, "all parts are back", within=90)
    answer_until(ana, decided)
    assert ana.decisions()[-1][0] == "urgent"
    assert len(ana.escalations()) == len({e["id"] for e in ana.escalations()})
    ana.page(nurse)
    ana.receives()
    nothing_doubled(ana)


@pytest.mark.parametrize(
    ("part", "how"), [("rasa", "down"), ("rasa", "frozen"), ("actions", "down")]
)
def test_without_an_answer_in_15_seconds_the_patient_and_the_team_hear(
    patient: GivePatient, nurse: Person, installation: Installation, part: str, how: str
) -> None:
    ben = patient(200)
    ben.says("my gums bleed when i brush")
    ben.says("no")
    asked = ben.question()
    (installation.take_down if how == "down" else installation.freeze)(part)
    try:
        began = time.monotonic()
        sid = ben.send("no")
        told = ben.waits_for("911", within=25)
        assert time.monotonic() - began > 14
        assert "care team" in told
        assert ben.escalations()[-1]["reason"] == "not_assessed"
        ben.page(nurse)
    finally:
        (installation.bring_back if how == "down" else installation.thaw)(part)
    ben.wait_until_settled(sid, within=120)
    assert ben.question() not in (None, asked)
    answer_until(ben, decided)
    assert len(ben.escalations()) == 1
    nothing_doubled(ben)


def test_an_emergency_needs_neither_rasa_nor_actions(
    patient: GivePatient, nurse: Person, installation: Installation
) -> None:
    cora = patient(430)
    installation.take_down("rasa")
    try:
        sid = cora.send("i cant breathe and my chest hurts")
        assert cora.waits_for("911", within=10)
        cora.page(nurse, within=10)
    finally:
        installation.bring_back("rasa")
    cora.wait_until_settled(sid, within=120)
    assert [e["disposition"] for e in cora.escalations()] == ["emergency"]
    cora.receives()
    nothing_doubled(cora)


def test_with_the_worker_gone_the_web_process_screens_and_pages(
    patient: GivePatient, nurse: Person, installation: Installation
) -> None:
    dan = patient(430)
    installation.take_down("worker")
    try:
        dan.send("my face is drooping and i cant speak")
        assert dan.waits_for("911", within=70)
        dan.page(nurse, within=60)
    finally:
        installation.bring_back("worker")
    until(lambda: not dan.installation.rows(
        "select 1 from inbound_messages i join patients p on p.id = i.patient_id "
        "where p.external_id = ? and i.state != 'handled'", dan.external_id
    ), "the text is handled", within=60)  # fmt: skip
    dan.receives()
    nothing_doubled(dan)
