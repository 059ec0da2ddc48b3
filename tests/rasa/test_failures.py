"""A part fails in a turn: the turn never happened, and the same message works afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rasa.servers import Server
from tests.rasa.talk import Talk
from tests.rasa.troublemaker import Troublemaker

MODES = ["crash", "nonsense", "page", "cut", "slow"]


@pytest.mark.parametrize("mode", MODES)
def test_a_failure_at_the_first_text(
    talk: Callable[..., Talk], trouble: Troublemaker, mode: str
) -> None:
    patient = talk()
    body = patient.body("got little red dots on my shins")
    trouble.mode = mode
    assert patient.post(body).status_code == 503
    trouble.mode = "pass"
    told = patient.post(body).json()
    assert told["replayed"] is False
    assert {"type": "area_opened", "area": "bleeding"} in told["effects"]


@pytest.mark.parametrize("mode", MODES)
def test_a_failure_at_an_answer_loses_no_answer_and_takes_none(
    talk: Callable[..., Talk], trouble: Troublemaker, mode: str
) -> None:
    patient = talk()
    opened = patient.say("got little red dots on my shins")
    body = patient.body("no")
    trouble.mode = mode
    failed = patient.post(body)
    assert failed.status_code == 503
    trouble.mode = "pass"
    told = patient.post(body).json()
    answered = [e for e in told["effects"] if e["type"] == "answer"]
    assert [e["question"] for e in answered] == [opened.asked]


def test_a_crash_report_with_the_patients_words_stays_out_of_the_log(
    talk: Callable[..., Talk], trouble: Troublemaker, server: Server
) -> None:
    trouble.mode = "crash"
    patient = talk()
    assert patient.post(patient.body("bleeding like a wombat")).status_code == 503
    assert "wombat" not in server.log.read_text()


def test_the_action_server_is_killed_and_comes_back(
    talk: Callable[..., Talk], actions: Server
) -> None:
    patient = talk()
    opened = patient.say("got little red dots on my shins")
    body = patient.body("no")
    actions.kill()
    try:
        assert patient.post(body).status_code == 503
    finally:
        actions.start()
        actions.wait_until_ready()
    answered = [e for e in patient.post(body).json()["effects"] if e["type"] == "answer"]
    assert [e["question"] for e in answered] == [opened.asked]
