"""The patient wants a person."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.turn import Turn


class Nurse(Action):
    """Asks the worker for a person; the form then asks its question again meanwhile."""

    def name(self) -> str:
        """Name the action as the rules do."""
        return "action_nurse"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say that somebody will call, and what to do if it cannot wait."""
        turn = Turn(dispatcher, tracker)
        asking_now = tracker.active_loop_name is not None
        turn.say("nurse" if asking_now else "nurse_outside")
        turn.effect("nurse_requested")
        turn.hand_over()
        return []
