"""The decision at the end of the questions."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import asking
from actions.answering import NOT_SURE, keep
from actions.emergency import decision_of
from actions.memory import Memory
from actions.protocols import protocols_of
from actions.turn import Turn
from afterdose.triage.guidance import guidance


class TriageOutcome(Action):
    """Decides by the rules, says what to do, and ends the conversation."""

    def name(self) -> str:
        """Name the action as the rules do."""
        return "action_triage_outcome"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Decide; a question that should have been answered and was not counts as not sure."""
        ps, turn, memory = protocols_of(tracker), Turn(dispatcher, tracker), Memory.of(tracker)
        # Second line of defence: the form asks until nothing is missing, so this finds
        # something only if Rasa ended the form by mistake.
        while (missing := asking.following(turn, memory, ps)) is not None:
            keep(turn, memory, missing, NOT_SURE, "worst_case")
        decision = decision_of(turn, memory, ps)
        advice = guidance(ps, decision, turn.language, turn.values)
        turn.advise(advice, decision.disposition)
        turn.effect("decision", **decision.to_json())
        turn.hand_over()
        return [FollowupAction("action_session_start")]
