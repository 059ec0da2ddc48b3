"""What a text tells beyond the open question: findings, further areas, answers unasked."""

from __future__ import annotations

from collections.abc import Collection

from actions.memory import Memory
from actions.protocols import GENERAL
from actions.turn import Turn
from actions.worse import worse_of
from afterdose.language.said import said
from afterdose.language.symptoms import areas_named
from afterdose.triage.schema import ProtocolSet, Question


def named_areas(turn: Turn, ps: ProtocolSet) -> list[str]:
    """List the areas that this text is about, as far as words tell; unknown ones as general."""
    named = [*areas_named(turn.text, turn.language), *(turn.screening.get("areas") or ())]
    return list(dict.fromkeys(a if a in ps.areas else GENERAL for a in named))


def open_areas(turn: Turn, memory: Memory, areas: Collection[str]) -> bool:
    """Add areas to the case; tell whether any was new."""
    new = [area for area in areas if area not in memory.areas]
    for area in new:
        memory.areas.append(area)
        turn.effect("area_opened", area=area)
    return bool(new)


def note_findings(turn: Turn, memory: Memory) -> bool:
    """Note the findings that the screen saw as present; tell whether any was new."""
    new = [name for name in turn.present() if memory.findings.get(name) != "present"]
    for name in new:
        memory.findings[name] = "present"
        turn.effect("finding", name=name, status="present")
    return bool(new)


def note_said(turn: Turn, memory: Memory, ps: ProtocolSet, besides: Question | None = None) -> bool:
    """Take the answers that the text gives unasked; tell whether it gave any that counts.

    A question answered before keeps the worse of the two answers.
    """
    open_ones = [
        question
        for question in ps.questions.values()
        if question.area in memory.areas and question is not besides
    ]
    told = said(turn.text, open_ones, turn.language)
    counted = False
    for question in open_ones:
        if question.id not in told:
            continue
        value, before = told[question.id], memory.answers.get(question.id)
        status = "prefilled"
        if before is not None:
            status, value = "corrected", worse_of(question, value, before)
            if value == before:
                continue
        memory.answers[question.id] = value
        turn.effect("answer", question=question.id, value=value, raw=turn.raw, status=status)
        counted = True
    return counted
