"""BACK: the last answer does not count."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import asking
from actions.memory import Memory
from actions.protocols import protocols_of
from actions.turn import Turn


class WithdrawAnswer(Action):
    """Takes the last answer back; the form then asks that question again."""

    def name(self) -> str:
        """Name the action; Rasa keeps `action_back` for itself."""
        return "action_withdraw_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Forget the latest answer that the patient gave, if there is one."""
        ps, turn, memory = protocols_of(tracker), Turn(dispatcher, tracker), Memory.of(tracker)
        if not memory.order:
            turn.say("nothing_to_withdraw")
            turn.hand_over()
            return []
        question = memory.order[-1]
        memory.forget(question)
        turn.effect("answer", question=question, value=None, raw=turn.raw, status="withdrawn")
        turn.say("withdrawn")
        turn.hand_over()
        return asking.prepared(turn, memory, asking.following(turn, memory, ps))
