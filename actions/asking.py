"""What the patient is asked next."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.memory import Memory
from actions.turn import Turn
from afterdose.triage.flow import next_question
from afterdose.triage.schema import ProtocolSet, Question

PREFIX = "q_"  # slot of a question: q_B1


def slot_of(question: Question) -> str:
    """Name the slot that asks this question."""
    return PREFIX + question.id


def question_of(slot: str | None, ps: ProtocolSet) -> Question | None:
    """Find the question behind the requested slot; None if nothing is being asked."""
    return ps.questions.get((slot or "").removeprefix(PREFIX))


def following(turn: Turn, memory: Memory, ps: ProtocolSet) -> Question | None:
    """Return the next question of all open areas; None when there is enough to decide."""
    return next_question(ps, memory.areas, memory.facts(ps), turn.context)


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
    wording = "simpler" if question.id in memory.attempts else "plain"
    return [*events, SlotSet("wording", wording), SlotSet(slot_of(question), None)]


def note_asked(turn: Turn, memory: Memory, question: Question) -> None:
    """Tell the worker which question is open now, and for the how-manieth time."""
    turn.effect("asked", question=question.id, attempt=memory.attempts.get(question.id, 0) + 1)
