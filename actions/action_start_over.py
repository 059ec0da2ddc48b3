"""RESTART: everything from the beginning."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.memory import Memory
from actions.turn import Turn


class StartOver(Action):
    """Ends this conversation and asks what is wrong; rules let a new session begin."""

    def name(self) -> str:
        """Name the action; Rasa keeps `action_restart` for itself."""
        return "action_start_over"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Forget the conversation and tell the worker."""
        turn = Turn(dispatcher, tracker)
        turn.say("start_over")
        turn.effect("restarted")
        turn.hand_over()
        return [Memory().saved()]
