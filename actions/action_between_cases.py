"""A text while no question is open."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.intake import named_areas
from actions.opening import open_case, resume_case
from actions.protocols import protocols_of
from actions.small_talk import is_small_talk
from actions.standing import answered_by_decision, what_stands
from actions.turn import Turn

LATE_ANSWERS = ("affirm", "deny", "not_sure", "question_back")


class BetweenCases(Action):
    """Answers small talk; whatever could be a problem opens a case, so nothing is a dead end."""

    def name(self) -> str:
        """Name the action as the rules do."""
        return "action_between_cases"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Resume, open or answer."""
        ps, turn = protocols_of(tracker), Turn(dispatcher, tracker)
        events: list[EventType] = []
        if turn.metadata.get("case"):
            events = [*resume_case(turn, ps), FollowupAction("triage_form")]
        elif answered_by_decision(turn, ps):
            pass
        elif turn.text and (named_areas(turn, ps) or turn.present() or not is_small_talk(turn)):
            events = [*open_case(turn, ps), FollowupAction("triage_form")]
        else:
            turn.say(self.answer_to(turn))
            turn.effect("asked", question=None, attempt=1)
        turn.hand_over()
        return events

    @staticmethod
    def answer_to(turn: Turn) -> str:
        """Choose the text: what stands if something is decided, else what to do here."""
        decided = turn.metadata.get("open_case")
        if not turn.text:
            return "picture_first" if turn.metadata.get("media_count") else "no_words_first"
        if turn.intent == "out_of_scope":
            return "out_of_scope"
        if decided:
            return what_stands(turn)
        return "ask_what" if turn.intent in LATE_ANSWERS else turn.intent
