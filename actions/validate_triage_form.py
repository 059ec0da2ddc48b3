"""The form's one validation: takes the answer and decides what is asked next."""

from __future__ import annotations

from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import asking
from actions.answering import take_answer
from actions.memory import Memory
from actions.protocols import protocols_of
from actions.turn import Turn


class ValidateTriageForm(FormValidationAction):
    """Takes the text as the answer to the open question; runs at every step of the form.

    The questions of all open areas are one list that depends on the answers so far, so the form
    in domain.yml names no slot, and this class works for every question of every protocol.
    """

    def name(self) -> str:
        """Name the action as the form expects it."""
        return "validate_triage_form"

    async def get_extraction_events(self, *_: Any) -> list[EventType]:
        """Extract nothing: the channel's text is the answer."""
        return []

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Take the answer if this step has one, and say what belongs before the next question."""
        ps, turn, memory = protocols_of(tracker), Turn(dispatcher, tracker), Memory.of(tracker)
        slot = tracker.get_slot("requested_slot")
        question = asking.question_of(slot, ps)
        # Rasa names the slot only when the patient's text is meant for it. When it is not, no
        # slot may be set: the form would take that for an answer and not let a rule interrupt.
        taken = question is not None and slot in tracker.slots_to_validate()
        events: list[EventType] = []
        if question is not None and taken:
            if take_answer(turn, memory, ps, question):
                asking.reopen_gate(turn, memory, ps)
            asking.open_joining(turn, memory, ps)
            kept = memory.answers.get(question.id)
            events.append(SlotSet(slot, None if kept is None else str(kept)))
        next_one = asking.following(turn, memory, ps)
        if next_one is not None:
            asking.note_asked(turn, memory, next_one)
        turn.hand_over()
        return [*events, *asking.prepared(turn, memory, next_one)] if taken else []

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        """Name the slot of the next question; none when there is enough to decide."""
        ps, turn, memory = protocols_of(tracker), Turn(dispatcher, tracker), Memory.of(tracker)
        next_one = asking.following(turn, memory, ps)
        return [asking.slot_of(next_one)] if next_one is not None else []

    async def next_requested_slot(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> EventType | None:
        """Ask for the next slot; an empty list means done, which the SDK would not say."""
        slots = await self.required_slots([], dispatcher, tracker, domain)
        return SlotSet("requested_slot", slots[0] if slots else None)
