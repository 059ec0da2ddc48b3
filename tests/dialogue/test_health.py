from __future__ import annotations

import json

from afterdose.dialogue import rasa_client
from afterdose.dialogue.protocol_set import protocols
from tests.dialogue.rasa_standin import RasaStandIn


def health(rasa: RasaStandIn, status: int, told: object) -> rasa_client.Health:
    rasa.health = (status, json.dumps(told).encode())
    return rasa_client.health(rasa.url)


def test_a_server_with_our_protocols_is_ready(rasa: RasaStandIn) -> None:
    found = health(rasa, 200, {"model": "m1.tar.gz", "protocol_release": protocols().hash})

    assert (found.model, found.problem) == ("m1.tar.gz", None)
    assert rasa.tokens == ["Bearer token-of-the-tests"]


def test_a_server_that_cannot_do_its_work_says_why(rasa: RasaStandIn) -> None:
    other = {"model": "m1", "protocol_release": "another"}
    assert health(rasa, 200, other).problem == "trained on other protocols"
    assert health(rasa, 503, {}).problem == "status 503"
    assert health(rasa, 200, {"model": "m1"}).problem == "KeyError"
    assert health(rasa, 200, []).problem == "TypeError"
    assert rasa_client.health("http://127.0.0.1:9").problem == "ConnectError"
    assert rasa_client.health("not a url").problem is not None
