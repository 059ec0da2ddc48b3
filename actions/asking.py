"""What the patient is asked next."""

from __future__ import annotations

import structlog
from rasa_sdk.events import EventType, SlotSet

from actions.acceptance import settle_refused
from actions.intake import open_areas
from actions.memory import Memory
from actions.turn import Turn
from afterdose.triage.errors import AnswerError
from afterdose.triage.flow import joining, next_question
from afterdose.triage.schema import ProtocolSet, Question

log = structlog.get_logger(__name__)

PREFIX = "q_"  # slot of a question: q_B1


def slot_of(question: Question) -> str:
    """Name the slot that asks this question."""
    return PREFIX + question.id


def question_of(slot: str | None, ps: ProtocolSet) -> Question | None:
    """Find the question behind the requested slot; None if nothing is being asked."""
    return ps.questions.get((slot or "").removeprefix(PREFIX))


def following(turn: Turn, memory: Memory, ps: ProtocolSet) -> Question | None:
    """Return the next question of all open areas; None when there is enough to decide.

    None too when the protocols refuse what is known: the decision then is the worst case.
    """
    settle_refused(memory, ps)
    try:
        return next_question(ps, memory.areas, memory.facts(ps), turn.context)
    except AnswerError:
        log.error("The questions end early: what is known of the patient was refused.")
        return None


def open_joining(turn: Turn, memory: Memory, ps: ProtocolSet) -> None:
    """Open the areas that the answers call for: purple dots told of a rash are bleeding, too."""
    try:
        areas = joining(ps, memory.areas, memory.facts(ps), turn.context)
    except AnswerError:
        return  # settled as the worst case by `following`
    open_areas(turn, memory, areas, ps)


def reopen_gate(turn: Turn, memory: Memory, ps: ProtocolSet) -> None:
    """Ask the gate again before any plain question: the text held a possible red flag."""
    next_one = following(turn, memory, ps)
    if next_one is None or next_one.red_flag:
        return
    for question in ps.gate:
        if question.id in memory.answers:
            memory.forget(question.id)
            turn.effect(
                "answer", question=question.id, value=None, raw=turn.raw, status="withdrawn"
            )


def prepared(turn: Turn, memory: Memory, question: Question | None) -> list[EventType]:
    """Return the events that let the form ask this question, and write the memory down.

    A question that failed once comes in simpler words.
    """
    events = [memory.saved(), SlotSet("language", turn.language)]
    if question is None:
        return events
    wording = "simpler" if memory.attempts.get(question.id) else "plain"
    return [*events, SlotSet("wording", wording), SlotSet(slot_of(question), None)]


def note_asked(turn: Turn, memory: Memory, question: Question) -> None:
    """Tell the worker which question is open now, and for the how-manieth time."""
    turn.remind()
    turn.effect("asked", question=question.id, attempt=memory.attempts.get(question.id, 0) + 1)
