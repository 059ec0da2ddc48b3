"""Opening a case from a text, or taking one up again that Rasa has lost."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions import asking
from actions.answering import take_answer
from actions.intake import named_areas, note_findings, note_said, open_areas
from actions.memory import Memory
from actions.protocols import GENERAL
from actions.small_talk import speaks_of
from actions.turn import Turn
from afterdose.language.said import said
from afterdose.triage.schema import ProtocolSet

NOT_MEANT = ("negated", "idiom")  # statuses of findings that speak for no area
REPORT = "report_"  # the intent of an area: report_bleeding


def open_case(turn: Turn, ps: ProtocolSet) -> list[EventType]:
    """Start a case from its first text: areas, findings, and all that was said already."""
    turn.remind()
    memory = Memory()
    open_areas(turn, memory, areas_of_opening(turn, ps), ps)
    note_findings(turn, memory)
    note_said(turn, memory, ps)
    asking.open_joining(turn, memory, ps)
    return asking.prepared(turn, memory, asking.following(turn, memory, ps))


def areas_of_opening(turn: Turn, ps: ProtocolSet) -> list[str]:
    """Find the areas of a first text: by its words, else as learnt, else the decided case's.

    What single clauses tell of comes with either: "bruises all over, and my eyes look yellow".
    """
    named = named_areas(turn, ps)
    told = [area for area in turn.areas_told if area in ps.areas and area != GENERAL]
    if any(area != GENERAL for area in named):
        return list(dict.fromkeys([*named, *told]))
    learnt = turn.intent.removeprefix(REPORT)
    if learnt in ps.areas and learnt != GENERAL:
        if contradicted(turn, learnt):
            return [*areas_measured(turn, ps), *(named or [GENERAL])]
        # A guess that no word of the area bears out asks about everything else as well.
        sure = speaks_of(ps.areas[learnt], turn.text)
        guessed = dict.fromkeys([learnt, *told, *named])
        return list(guessed if sure or named else guessed | {GENERAL: None})
    if measured := [*areas_measured(turn, ps), *told]:
        return list(dict.fromkeys([*measured, *named]))
    decided = turn.metadata.get("open_case") or {}
    return named or [area for area in decided.get("areas", ()) if area in ps.areas] or [GENERAL]


def contradicted(turn: Turn, learnt: str) -> bool:
    """Tell whether the screen heard other areas only, not the one that was learnt.

    The learnt intent is the nearest one: "i have a plan and a gun" is near to something, too.
    """
    heard = {f["area"] for f in turn.screening["findings"] if f["status"] not in NOT_MEANT}
    heard |= set(turn.screening["areas"])
    return bool(heard - {GENERAL}) and learnt not in heard


def areas_measured(turn: Turn, ps: ProtocolSet) -> list[str]:
    """Find the areas that ask for the temperature, if the text gives one unasked."""
    asking_for_it = {
        question.id: question.area
        for question in ps.questions.values()
        if question.answer == "temperature" and not question.same_as
    }
    told = said(turn.text, [ps.questions[name] for name in asking_for_it], turn.language)
    return [area for name, area in asking_for_it.items() if name in told]


def temperatures_told(turn: Turn, ps: ProtocolSet) -> list[float]:
    """Return the temperatures that the text gives unasked, in Celsius."""
    asking = [q for q in ps.questions.values() if q.answer == "temperature" and not q.same_as]
    told = said(turn.text, asking, turn.language)
    return [one["celsius"] for one in told.values() if isinstance(one, dict)]


def resume_case(turn: Turn, ps: ProtocolSet) -> list[EventType]:
    """Go on with the case in the worker's records; the text answers its open question.

    Example: the tracker was purged or its session ran out, and then comes a late "yes".
    """
    memory = Memory.of_case(turn.metadata["case"], ps)
    if not memory.areas:
        open_areas(turn, memory, [GENERAL], ps)
    question = asking.following(turn, memory, ps)
    if question is not None:
        take_answer(turn, memory, ps, question)
        asking.open_joining(turn, memory, ps)
    return asking.prepared(turn, memory, asking.following(turn, memory, ps))
