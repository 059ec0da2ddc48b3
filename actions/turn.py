"""The text being answered, and what is said and done about it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from afterdose import clock, texts
from afterdose.language.screen import screen

NO_WORDS = "…"  # what the channel puts for a text without words


class Turn:
    """One turn: reads the worker's metadata, collects texts and effects."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._dispatcher = dispatcher
        user: dict[str, Any] = next(
            (e for e in reversed(tracker.events) if e.get("event") == "user"), {}
        )
        self.metadata: dict[str, Any] = user.get("metadata") or {}
        words = str(user.get("text") or "")
        self.text = "" if words == NO_WORDS else words
        self.raw: str = self.metadata.get("raw_text", self.text)
        self.intent: str = ((user.get("parse_data") or {}).get("intent") or {}).get("name") or ""
        self.language: str = self.metadata.get("language") or "en"
        self.effects: list[dict[str, Any]] = []

    @property
    def now(self) -> datetime:
        """The moment the worker names for this turn, as the patient's clock shows it."""
        told = self.metadata.get("now")
        moment = datetime.fromisoformat(told) if told else clock.now()
        return moment.astimezone(ZoneInfo(self.metadata.get("time_zone") or "UTC"))

    @property
    def context(self) -> dict[str, Any]:
        """What the rules may know about the patient besides the answers."""
        return self.metadata.get("context") or {}

    @property
    def values(self) -> dict[str, str]:
        """The numbers and dates that guidance quotes."""
        return texts.numbers() | {"last_dose": ""} | (self.metadata.get("values") or {})

    @cached_property
    def screening(self) -> dict[str, Any]:
        """What the red-flag screen found in this text; the worker's finding, if it sent one."""
        told: dict[str, Any] | None = self.metadata.get("screening")
        return told or screen(self.text, self.language).to_json()

    def present(self) -> list[str]:
        """Return the names of the findings that the patient has now."""
        found = self.screening["findings"]
        return list(dict.fromkeys(f["name"] for f in found if f["status"] == "present"))

    def say(self, key: str, **values: object) -> None:
        """Say the text with this key, in the patient's language."""
        self.tell(texts.render(f"dialogue.{key}", self.language, **values))

    def tell(self, text: str) -> None:
        """Say these words."""
        self._dispatcher.utter_message(text=text)

    def effect(self, kind: str, **fields: Any) -> None:
        """Add something that the worker is to make true."""
        self.effects.append({"type": kind, **fields})

    def hand_over(self) -> None:
        """Send the effects collected so far; call it once, at the end of an action."""
        if self.effects:
            self._dispatcher.utter_message(json_message={"effects": self.effects})
            self.effects = []
