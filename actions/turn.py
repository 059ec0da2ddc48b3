"""The text being answered, and what is said and done about it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from afterdose import clock, texts
from afterdose.language.screen import screen

NO_WORDS = "…"  # what the channel puts for a text without words
EMERGENCY = "emergency"
INSTRUCTIONS = ("stands_emergency",)  # texts that begin with the instruction themselves

AREA = "area"  # the entity of an area that a clause tells of


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
        parsed: dict[str, Any] = user.get("parse_data") or {}
        self.intent: str = (parsed.get("intent") or {}).get("name") or ""
        # Areas of which a single clause is sure (afterdose/rasa/clause_classifier.py).
        self.areas_told: list[str] = [
            e["value"] for e in parsed.get("entities") or () if e.get("entity") == AREA
        ]
        self.language: str = self.metadata.get("language") or "en"
        self.effects: list[dict[str, Any]] = []
        self._reminded = self._was_reminded(tracker)

    @property
    def emergency_stands(self) -> bool:
        """Tell whether the patient was sent to emergency care and the case is not closed."""
        return (self.metadata.get("open_case") or {}).get("disposition") == EMERGENCY

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
        if key in INSTRUCTIONS:
            self._reminded = True
        self.tell(texts.render(f"dialogue.{key}", self.language, **values))

    def tell(self, text: str) -> None:
        """Say these words; the instruction of an emergency that stands comes before them."""
        self.remind()
        self._dispatcher.utter_message(text=text)

    def advise(self, texts_of_decision: list[str], disposition: str) -> None:
        """Say what a decision means; an emergency's own instruction comes first as it is."""
        if disposition == EMERGENCY:
            self._reminded = True
        for text in texts_of_decision:
            self.tell(text)

    def remind(self) -> None:
        """Say the instruction of an emergency that stands, once in each turn."""
        if self._reminded:
            return
        self._reminded = True
        self._dispatcher.utter_message(text=self._reminder())

    def _reminder(self) -> str:
        return texts.render("dialogue.emergency_first", self.language)

    def _was_reminded(self, tracker: Tracker) -> bool:
        """Tell whether nothing stands, the worker advised, or an action before this one did."""
        if not self.emergency_stands or self.metadata.get("emergency_committed"):
            return True
        this_turn = takewhile(lambda e: e.get("event") != "user", reversed(tracker.events))
        return any(e.get("event") == "bot" and e.get("text") == self._reminder() for e in this_turn)

    def effect(self, kind: str, **fields: Any) -> None:
        """Add something that the worker is to make true."""
        self.effects.append({"type": kind, **fields})

    def hand_over(self) -> None:
        """Send the effects collected so far; call it once, at the end of an action."""
        if self.effects:
            self._dispatcher.utter_message(json_message={"effects": self.effects})
            self.effects = []
