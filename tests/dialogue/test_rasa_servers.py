"""Several Rasa servers: all take turns, one that fails is left out until it is well again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from afterdose.dialogue import rasa_client, rasa_servers
from afterdose.dialogue.protocol_set import protocols
from afterdose.dialogue.rasa_client import TurnRequest, ask
from afterdose.settings import settings
from tests.dialogue.effects import asked
from tests.dialogue.rasa_standin import RasaStandIn, answers, says
from tests.standin.twilio_server import until


@pytest.fixture
def other(rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[RasaStandIn]:
    """A second server beside ``rasa``, which is asked first."""
    server = RasaStandIn()
    monkeypatch.setenv("AFTERDOSE_RASA_URL", f"{rasa.url},{server.url}")
    monkeypatch.setattr(rasa_servers, "FIRST_REST", 0.2)
    settings.cache_clear()
    yield server
    server.stop()


def turn(message_id: str) -> str:
    (text,) = ask(TurnRequest("conversation", message_id, "hello", {})).texts
    return text


def speaks(server: RasaStandIn, name: str, times: int = 9) -> None:
    server.plays += [says(name, effects=[asked(None)])] * times


def test_all_servers_take_turns(rasa: RasaStandIn, other: RasaStandIn) -> None:
    speaks(rasa, "one")
    speaks(other, "two")
    assert [turn(f"m{n}") for n in range(4)] == ["one", "two", "one", "two"]


def test_one_that_fails_is_left_out_until_its_health_is_good(
    rasa: RasaStandIn, other: RasaStandIn
) -> None:
    rasa.plays = [answers(503)]
    speaks(rasa, "one")
    speaks(other, "two")
    assert [turn(f"m{n}") for n in range(4)] == ["two"] * 4
    assert len(rasa.heard) == 1

    time.sleep(0.3)
    assert turn("after its rest, but its health is bad") == "two"
    assert until(lambda: rasa.tokens.count("Bearer token-of-the-tests") >= 2)
    assert len(rasa.heard) == 1

    told = {"model": "m1", "protocol_release": protocols().hash}
    rasa.health = (200, json.dumps(told).encode())

    def again() -> bool:
        turn(f"m{time.monotonic()}")
        return len(rasa.heard) > 1

    assert until(again)


def test_one_of_another_version_is_left_out(rasa: RasaStandIn, other: RasaStandIn) -> None:
    """Old and new side by side: who was trained on other protocols gives no turn we believe."""
    old = {"type": "decision", "disposition": "soon", "rules": ["R1"], "because": ["x"]} | {
        "areas": ["bleeding"],
        "answers": {},
        "worst_case": [],
        "protocol_hash": "0" * 64,
        "protocol_version": "0",
    }
    rasa.plays = [says("Old advice.", effects=[old])]
    speaks(other, "two")
    assert [turn(f"m{n}") for n in range(3)] == ["two"] * 3
    assert len(rasa.heard) == 1


def test_a_frozen_one_costs_one_turn_some_seconds_and_the_next_ones_nothing(
    rasa: RasaStandIn, other: RasaStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasa_client, "READ_SECONDS_WHILE_OTHERS", 0.3)
    rasa.hold.clear()
    speaks(other, "two")
    assert [turn(f"m{n}") for n in range(4)] == ["two"] * 4
    assert len(rasa.heard) == 1


def test_when_all_have_failed_they_are_asked_all_the_same(
    rasa: RasaStandIn, other: RasaStandIn
) -> None:
    for server in (rasa, other):
        server.plays = [answers(503)]
        speaks(server, "well again")
    with pytest.raises(rasa_client.NoTurnError):
        turn("m1")
    assert turn("m1") == "well again"
