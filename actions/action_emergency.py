"""An emergency in the patient's words."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.emergency import emergency_decision
from actions.intake import named_areas, note_findings, open_areas
from actions.memory import Memory
from actions.protocols import GENERAL, protocols_of
from actions.turn import Turn
from afterdose.triage.guidance import guidance


class Emergency(Action):
    """Ends the questions when the screen saw an emergency.

    The worker has advised and alerted already, as a rule; then this adds findings only. If it
    has not, the decision is made here.
    """

    def name(self) -> str:
        """Name the action as the rules do."""
        return "action_emergency"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Note the findings; decide and advise unless that is done."""
        ps, turn, memory = protocols_of(tracker), Turn(dispatcher, tracker), Memory.of(tracker)
        note_findings(turn, memory)
        open_areas(turn, memory, named_areas(turn, ps))
        if not turn.metadata.get("emergency_committed"):
            if not memory.areas:
                open_areas(turn, memory, [GENERAL])
            decision = emergency_decision(turn, memory, ps)
            advice = guidance(ps, decision, turn.language, turn.values)
            turn.advise(advice, decision.disposition)
            turn.effect("decision", **decision.to_json())
        turn.effect("asked", question=None, attempt=1)
        turn.hand_over()
        return [memory.saved()]
