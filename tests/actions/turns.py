"""One turn of an action, without Rasa: the tracker as Rasa would hand it over."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.memory import SLOT, Memory
from actions.protocols import loaded
from afterdose.language.screen import screen

CONTEXT = {"days_since_infusion": 400, "today": "2026-11-22"}


class Answered:
    """What an action said and did."""

    def __init__(self, dispatcher: CollectingDispatcher, events: list[EventType]) -> None:
        self.events = events
        self.texts: list[str] = [m["text"] for m in dispatcher.messages if m.get("text")]
        self.effects: list[dict[str, Any]] = [
            effect
            for message in dispatcher.messages
            for effect in (message.get("custom") or {}).get("effects", ())
        ]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [e for e in self.effects if e["type"] == kind]

    @property
    def followup(self) -> str | None:
        return next((e["name"] for e in self.events if e["event"] == "followup"), None)

    @property
    def memory(self) -> Memory:
        saved = [e["value"] for e in self.events if e.get("name") == SLOT]
        return Memory(**saved[-1])


def tracker_of(
    text: str, intent: str = "nlu_fallback", slots: dict[str, Any] | None = None, **metadata: Any
) -> Tracker:
    """A conversation in which this text came last."""
    language = metadata.setdefault("language", "en")
    told = {"context": CONTEXT, "screening": screen(text, language).to_json()} | metadata
    user = {
        "event": "user",
        "text": text,
        "metadata": told,
        "parse_data": {"intent": {"name": intent}},
    }
    known = {"protocol_release": loaded().hash} | (slots or {})
    loop = {"name": "triage_form"} if slots else {}
    return Tracker("c", known, {}, [user], False, None, loop, "action_listen")


def act(action: Action, tracker: Tracker) -> Answered:
    """Run the action once."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker, {}))
    return Answered(dispatcher, list(events))
