"""Opening a case from a text, or taking one up again that Rasa has lost."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions import asking
from actions.answering import take_answer
from actions.intake import named_areas, note_findings, note_said, open_areas
from actions.memory import Memory
from actions.protocols import GENERAL
from actions.turn import Turn
from afterdose.triage.schema import ProtocolSet

REPORT = "report_"  # the intent of an area: report_bleeding


def open_case(turn: Turn, ps: ProtocolSet) -> list[EventType]:
    """Start a case from its first text: areas, findings, and all that was said already."""
    memory = Memory()
    open_areas(turn, memory, areas_of_opening(turn, ps))
    note_findings(turn, memory)
    note_said(turn, memory, ps)
    return asking.prepared(turn, memory, asking.following(turn, memory, ps))


def areas_of_opening(turn: Turn, ps: ProtocolSet) -> list[str]:
    """Find the areas of a first text: by its words, else as learnt, else the decided case's."""
    if named := named_areas(turn, ps):
        return named
    learnt = turn.intent.removeprefix(REPORT)
    if learnt in ps.areas and learnt != GENERAL:
        return [learnt]
    decided = turn.metadata.get("open_case") or {}
    return [area for area in decided.get("areas", ()) if area in ps.areas] or [GENERAL]


def resume_case(turn: Turn, ps: ProtocolSet) -> list[EventType]:
    """Go on with the case in the worker's records; the text answers its open question.

    Example: the tracker was purged or its session ran out, and then comes a late "yes".
    """
    memory = Memory.of_case(turn.metadata["case"])
    question = asking.following(turn, memory, ps)
    if question is not None:
        take_answer(turn, memory, ps, question)
    return asking.prepared(turn, memory, asking.following(turn, memory, ps))
