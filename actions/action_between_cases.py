"""A text while no question is open."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.intake import named_areas
from actions.opening import areas_measured, open_case, resume_case
from actions.protocols import protocols_of
from actions.small_talk import is_bare_answer, is_small_talk
from actions.turn import Turn
from afterdose.triage.schema import ProtocolSet

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
        elif turn.metadata.get("open_case") and is_late_answer(turn, ps):
            turn.say(self.what_stands(turn))
            turn.effect("asked", question=None, attempt=1)
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
            return BetweenCases.what_stands(turn)
        return "ask_what" if turn.intent in LATE_ANSWERS else turn.intent

    @staticmethod
    def what_stands(turn: Turn) -> str:
        """Name the text that repeats the decision."""
        return f"stands_{turn.metadata['open_case']['disposition']}"


def is_late_answer(turn: Turn, ps: ProtocolSet) -> bool:
    """Tell whether the text answers a question that is closed, and names no problem."""
    problem = named_areas(turn, ps) or turn.present() or areas_measured(turn, ps)
    return not problem and is_bare_answer(turn)
