"""A patient's side of a conversation over HTTP, with the metadata that the worker would send."""

from __future__ import annotations

import itertools
from typing import Any

import httpx

from afterdose.language.commands import command
from afterdose.language.screen import screen
from afterdose.triage.schema import Question
from tests.rasa.servers import TOKEN

CONTEXT = {"days_since_infusion": 400, "today": "2026-11-22"}
_numbers = itertools.count(1)


class Reply:
    """What one turn gave."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.texts: list[str] = data["texts"]
        self.effects: list[dict[str, Any]] = data["effects"]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [e for e in self.effects if e["type"] == kind]

    @property
    def asked(self) -> str | None:
        asked = self.of("asked")
        return asked[-1]["question"] if asked else None

    def ends_with(self, question: str) -> bool:
        """Tell whether the last texts are this question; a blank line parts it in two."""
        parts = question.split("\n\n")
        return self.texts[-len(parts) :] == parts

    @property
    def attempt(self) -> int:
        return int(self.of("asked")[-1]["attempt"])

    @property
    def decision(self) -> dict[str, Any] | None:
        decided = self.of("decision")
        assert len(decided) <= 1
        return decided[0] if decided else None

    @property
    def disposition(self) -> str | None:
        return self.decision["disposition"] if self.decision else None


class Talk:
    """One conversation; every text gets a message id of its own."""

    def __init__(self, client: httpx.Client, **metadata: Any) -> None:
        self.client = client
        self.conversation = f"conversation-{next(_numbers)}"
        self.metadata = metadata

    def body(self, text: str, message_id: str | None = None, **metadata: Any) -> dict[str, Any]:
        message_id = message_id or f"message-{next(_numbers)}"
        told = {
            "message_id": message_id,
            "now": "2026-11-22T15:00:00Z",
            "language": "en",
            "time_zone": "America/New_York",
            "media_count": 0,
            "context": CONTEXT,
            "screening": screen(text, "en").to_json(),
            "emergency_committed": False,
            "command": command(text),
            "case": None,
            "open_case": None,
        }
        return {
            "conversation": self.conversation,
            "message_id": message_id,
            "text": text,
            "metadata": told | self.metadata | metadata,
        }

    def post(self, body: dict[str, Any]) -> httpx.Response:
        return self.client.post("/webhooks/afterdose/turn", json=body)

    def say(self, text: str, **metadata: Any) -> Reply:
        """Text as the worker does: a turn that came to nothing is posted again by its id."""
        body = self.body(text, **metadata)
        answer = self.post(body)
        for _ in range(2):
            if answer.status_code == 503:
                answer = self.post(body)
        assert answer.status_code == 200, answer.text
        reply = Reply(answer.json())
        assert reply.texts or reply.effects
        return reply


def client_for(url: str) -> httpx.Client:
    return httpx.Client(
        base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30, trust_env=False
    )


def harmless(question: Question) -> str:
    """An answer in words that leads on to the next question."""
    if question.answer in ("choice", "multi"):
        order = question.best_to_worst
        best = order[0] if order else "none"
        option = next((o for o in question.options if o.id == best), question.options[0])
        return option.label["en"]
    if question.answer == "yes_no":
        return question.best_to_worst[0] if question.best_to_worst else "no"
    return {
        "temperature": "36.8 C",
        "number": "100"
        if question.best == (100, 100)
        else "0"
        if question.best == (0, 0)
        else "80",
        "duration": "2 hours",
        "date": "yesterday",
        "text": "nothing else",
    }[question.answer]
