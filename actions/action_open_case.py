"""Opening a case."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.opening import open_case, resume_case
from actions.protocols import protocols_of
from actions.standing import answered_by_decision
from actions.turn import Turn


class OpenCase(Action):
    """Opens a case from its first text; a rule lets the form follow."""

    def name(self) -> str:
        """Name the action as the rules do."""
        return "action_open_case"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Note what the text told already, so that it is not asked again."""
        ps, turn = protocols_of(tracker), Turn(dispatcher, tracker)
        if turn.metadata.get("case"):
            events = resume_case(turn, ps)
        elif answered_by_decision(turn, ps):
            events = [FollowupAction("action_listen")]  # the rule would begin the questions
        else:
            events = open_case(turn, ps)
        turn.hand_over()
        return events
