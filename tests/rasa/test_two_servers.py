"""Two Rasa servers share one tracker store: either may take any turn, and none takes one twice."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.rasa.servers import Server, free_port
from tests.rasa.talk import Talk, client_for
from tests.rasa.troublemaker import Troublemaker

OPENING = "got little red dots on my shins"


@pytest.fixture(scope="module")
def second(folder: Path, model: Path, actions: Server) -> Iterator[Server]:
    """A server beside ``server``, with the same tracker store."""
    port = free_port()
    words = ["rasa", "run", "--model", str(model), "--interface", "127.0.0.1", "--port", str(port)]
    health = "/webhooks/afterdose/health"
    made = Server(folder, words, port, health, AFTERDOSE_ACTIONS_URL=actions.url)
    made.wait_until_ready()
    yield made
    made.stop()


@pytest.fixture
def other(second: Server) -> Iterator[httpx.Client]:
    with client_for(second.url) as client:
        yield client


def times_taken(folder: Path, body: dict[str, object]) -> int:
    """Count how often the conversation has this message."""
    with closing(sqlite3.connect(folder / "tracker.db")) as tracker:
        events = tracker.execute(
            "select data from events where sender_id = ? and type_name = 'user'",
            (body["conversation"],),
        )
        told = [json.loads(data).get("message_id") for (data,) in events]
    return told.count(body["message_id"])


def test_either_takes_any_turn(talk: Callable[..., Talk], other: httpx.Client) -> None:
    alone, shared = talk(), talk()
    clients = [shared.client, other]
    for text in (OPENING, "no", "no", "none", "help", "no"):
        expected = alone.say(text)
        clients.reverse()
        shared.client = clients[0]
        assert shared.say(text).asked == expected.asked


def test_a_repeat_goes_to_the_other_one_and_is_not_taken_again(
    talk: Callable[..., Talk], other: httpx.Client, folder: Path
) -> None:
    patient = talk()
    body = patient.body(OPENING)
    told = patient.post(body).json()
    patient.client = other
    assert patient.post(body).json() == told | {"replayed": True}
    assert times_taken(folder, body) == 1


def test_one_is_killed_and_the_other_goes_on(
    talk: Callable[..., Talk], other: httpx.Client, second: Server
) -> None:
    patient, alone = talk(), talk()
    first, patient.client = patient.client, other
    for text in (OPENING, "no"):
        assert patient.say(text).asked == alone.say(text).asked
    second.kill()
    with pytest.raises(httpx.HTTPError):
        patient.say("no")
    patient.client = first
    assert patient.say("no").asked == alone.say("no").asked
    second.start()
    second.wait_until_ready()
    patient.client = other
    assert patient.say("none").asked == alone.say("none").asked


def test_one_that_comes_late_loses_the_turn_to_the_other(
    talk: Callable[..., Talk], other: httpx.Client, trouble: Troublemaker, folder: Path
) -> None:
    patient, alone = talk(), talk()
    for text in (OPENING, "no"):
        patient.say(text)
        alone.say(text)
    slow, body = patient.client, patient.body("no")
    trouble.mode = "late"
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(slow.post, "/webhooks/afterdose/turn", json=body)
        time.sleep(0.7)
        patient.client = other
        assert patient.post(body).json()["replayed"] is False
        following = patient.say("none")  # the conversation is a turn further on by now
        assert late.result().status_code == 503
    trouble.mode = "pass"
    assert times_taken(folder, body) == 1
    alone.say("no")
    assert following.asked == alone.say("none").asked
    patient.client = slow
    assert patient.say("help").asked == following.asked
