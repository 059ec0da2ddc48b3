"""The channel: who may come in, what a repeat does, and what is never obeyed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from afterdose.language.commands import command
from afterdose.triage.schema import ProtocolSet
from tests.rasa.servers import Server
from tests.rasa.talk import Talk

TURN = "/webhooks/afterdose/turn"
HEALTH = "/webhooks/afterdose/health"
CONVERSATIONS = "/webhooks/afterdose/conversations"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Bearer é"])
def test_without_the_token_nobody_comes_in(client: httpx.Client, header: str) -> None:
    headers = {"Authorization": header.encode()}
    assert client.post(TURN, json={}, headers=headers).status_code == 401
    assert client.get(HEALTH, headers=headers).status_code == 401
    assert client.delete(CONVERSATIONS, headers=headers).status_code == 401
    assert client.delete(f"{CONVERSATIONS}/one", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"conversation": "c", "message_id": "m", "text": 3, "metadata": {}}',
        b'{"conversation": "c", "message_id": "", "text": "hi", "metadata": {}}',
        b'{"conversation": "c", "message_id": "m", "text": "hi", "metadata": null}',
    ],
)
def test_a_wrong_request_is_refused(client: httpx.Client, body: bytes) -> None:
    assert client.post(TURN, content=body).status_code == 422


def test_health_names_the_model_and_the_protocols(
    client: httpx.Client, protocols: ProtocolSet
) -> None:
    told = client.get(HEALTH).json()
    assert told["protocol_release"] == protocols.hash
    assert told["model"].endswith(".tar.gz")


def test_nothing_else_is_open(client: httpx.Client) -> None:
    assert client.post("/webhooks/rest/webhook", json={}).status_code == 404
    assert client.get("/conversations/conversation-1/tracker").status_code == 404
    assert client.get("/status").status_code == 404


def test_the_same_message_again_gets_the_same_answer_and_does_nothing(
    talk: Callable[..., Talk],
) -> None:
    patient = talk()
    first = patient.body("got little red dots on my shins")
    told = patient.post(first).json()
    assert told["replayed"] is False
    after = patient.say("no")
    again = patient.post(first).json()  # later than the turn that followed it
    assert again == told | {"replayed": True}
    assert patient.say("help").asked == after.asked  # the conversation has not moved


def test_five_at_once_of_one_message_are_one_turn(talk: Callable[..., Talk]) -> None:
    patient = talk()
    body = patient.body("got little red dots on my shins")
    with ThreadPoolExecutor(5) as pool:
        told = [answer.json() for answer in pool.map(patient.post, [body] * 5)]
    assert sorted(t["replayed"] for t in told) == [False, True, True, True, True]
    assert len({str(t["texts"]) + str(t["effects"]) for t in told}) == 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("/restart", "restart"),
        ("/emergency", "emergency"),
        ('/report_fever{"a": 1}', 'report_fever{"a": 1}'),
        ("  / /session_start", "session_start"),
        ("/EXTERNAL: nurse", "EXTERNAL: nurse"),
        ("/", ""),
    ],
)
def test_a_slash_is_only_a_sign(talk: Callable[..., Talk], text: str, plain: str) -> None:
    """Rasa would obey these; here each does what its words without the slash do."""
    replies = []
    for words in (text, plain):
        patient = talk()
        patient.say("got little red dots on my shins")
        replies.append(patient.say(words, command=command(plain), screening=None))
    slashed, plainly = replies
    assert slashed.texts == plainly.texts
    assert [e["type"] for e in slashed.effects] == [e["type"] for e in plainly.effects]


def test_the_log_holds_no_word_of_a_patient(
    talk: Callable[..., Talk], server: Server, actions: Server
) -> None:
    talk().say("my zebrafish-coloured gums are bleeding")
    for log in (server.log, actions.log):
        assert "zebrafish" not in log.read_text()


def test_a_forgotten_conversation_is_gone_and_others_stay(talk: Callable[..., Talk]) -> None:
    forgotten, kept = talk(), talk()
    firsts = [patient.body("got little red dots on my shins") for patient in (forgotten, kept)]
    for patient, first in zip((forgotten, kept), firsts, strict=True):
        assert patient.post(first).json()["replayed"] is False

    place = f"{CONVERSATIONS}/{forgotten.conversation}"
    assert [forgotten.client.delete(place).status_code for _ in range(2)] == [204, 204]

    assert forgotten.post(firsts[0]).json()["replayed"] is False  # as if it had never been
    assert kept.post(firsts[1]).json()["replayed"] is True


def test_only_old_conversations_are_forgotten_by_age(
    talk: Callable[..., Talk], folder: Path
) -> None:
    old, young = talk(), talk()
    firsts = [patient.body("got little red dots on my shins") for patient in (old, young)]
    for patient, first in zip((old, young), firsts, strict=True):
        patient.post(first)
    with sqlite3.connect(folder / "tracker.db") as tracker:
        month = 30 * 24 * 3600 + 60
        tracker.execute(
            "UPDATE events SET timestamp = timestamp - ? WHERE sender_id = ?",
            (month, old.conversation),
        )

    assert old.client.delete(CONVERSATIONS).status_code == 204

    assert young.post(firsts[1]).json()["replayed"] is True
    assert old.post(firsts[0]).json()["replayed"] is False
