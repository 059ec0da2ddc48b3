"""What this is and what can be texted."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.turn import Turn


class Help(Action):
    """Answers HELP; the form then asks its question again, or else the patient what is wrong."""

    def name(self) -> str:
        """Name the action as the rules do."""
        return "action_help"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say it."""
        turn = Turn(dispatcher, tracker)
        asking_now = tracker.active_loop_name is not None or turn.metadata.get("case")
        turn.say("help" if asking_now else "help_outside")
        return []
