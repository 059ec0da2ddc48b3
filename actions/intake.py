"""What a text tells beyond the open question: findings, further areas, answers unasked."""

from __future__ import annotations

from collections.abc import Collection

from actions.acceptance import is_accepted, is_plausible
from actions.memory import Memory
from actions.protocols import GENERAL
from actions.turn import EMERGENCY, Turn
from actions.worse import worse_of
from afterdose.language.lexicon import known_findings
from afterdose.language.said import said
from afterdose.triage.errors import AnswerError
from afterdose.triage.flow import opened as areas_opened
from afterdose.triage.schema import ProtocolSet, Question

UNSURE = "hypothetical"  # the status of a red flag that is asked about before it counts


def named_areas(turn: Turn, ps: ProtocolSet) -> list[str]:
    """List the areas that this text is about.

    An area without a protocol becomes `general`, unless a question of a named area asks about
    the very same thing: "fever and a cough" is fever alone, which asks about coughs.
    """
    named = list(dict.fromkeys(turn.screening["areas"]))
    known = [area for area in named if area in ps.areas]
    asked_about = asked_findings(ps, known)
    spoken = [
        f for f in turn.screening["findings"] if f["area"] in named and f["area"] not in known
    ]
    opened = opened_by(turn, ps, known)
    if all(finding["name"] in asked_about for finding in spoken):
        covered = {finding["area"] for finding in spoken}
        return opened if set(named) <= covered | set(known) else [*opened, GENERAL]
    return [*opened, GENERAL]


def opened_by(turn: Turn, ps: ProtocolSet, areas: list[str]) -> list[str]:
    """List what opens when these areas are named, by the rules of the protocols."""
    present = {name: True for name in turn.present() if name in ps.findings}
    try:
        return areas_opened(ps, areas, present, turn.context)
    except AnswerError:
        return areas


def asked_findings(ps: ProtocolSet, areas: Collection[str]) -> set[str]:
    """Name the findings that the questions of these areas ask about."""
    return {
        finding
        for question in ps.questions.values()
        if question.area in areas
        for findings in (question.findings, *(o.findings for o in question.options))
        for finding in findings
    }


def note_doubts(turn: Turn, memory: Memory, ps: ProtocolSet, question: Question) -> bool:
    """Note possible red flags that no open area asks about; tell whether any was new.

    Example: "I had chest pain last week" may not be over yet.
    """
    asked = asked_findings(ps, memory.areas)
    unsure = asked_about_first(turn, question)
    doubts = [
        finding
        for finding in turn.screening["findings"]
        if finding["level"] == "check"
        and finding["name"] not in memory.findings
        and not (
            finding["status"] == "present"
            and finding["name"] not in unsure
            and (finding["name"] in asked or finding["area"] in memory.areas)
        )
    ]
    for finding in doubts:
        if finding["status"] != "present":  # present ones are noted with their effect
            memory.findings[finding["name"]] = finding["status"]
    return bool(doubts)


def open_areas(
    turn: Turn, memory: Memory, areas: Collection[str], ps: ProtocolSet | None = None
) -> bool:
    """Add areas to the case; tell whether any was new.

    With ``ps`` the patient reads what an area says before its first question; an emergency is
    told first and leaves it out.
    """
    new = [area for area in areas if area not in memory.areas]
    for area in new:
        memory.areas.append(area)
        turn.effect("area_opened", area=area)
        if ps is not None and (opening := ps.areas[area].opening.get(turn.language)):
            turn.tell(opening.format(**turn.values))
    return bool(new)


def note_findings(turn: Turn, memory: Memory, question: Question | None = None) -> bool:
    """Note the findings that the screen saw as present; tell whether any was new."""
    unsure = asked_about_first(turn, question)
    told = {name: UNSURE if name in unsure else "present" for name in turn.present()}
    new = [name for name in told if memory.findings.get(name) not in ("present", told[name])]
    for name in new:
        memory.findings[name] = told[name]
        turn.effect("finding", name=name, status=told[name])
    return bool(new)


def asked_about_first(turn: Turn, question: Question | None) -> set[str]:
    """Name the red flags whose words the screen asks about and does not act upon.

    "My left leg is heavier since the hot shower" names a weak side, but as an old symptom: the
    gate and the area's own red-flag questions ask whether it is new. Counted as told, it would
    answer them with yes. Words that reply to a red-flag question count as they stand.
    """
    if question is not None and question.red_flag:
        return set()
    told = [f for f in turn.screening["findings"] if f["status"] == "present"]
    acted_upon = {f["name"] for f in told if f["level"] == EMERGENCY}
    flags = {f["name"] for f in told if known_findings().get(f["name"]) == EMERGENCY}
    return flags - acted_upon


def note_said(turn: Turn, memory: Memory, ps: ProtocolSet, besides: Question | None = None) -> bool:
    """Take the answers that the text gives unasked; tell whether it gave any that counts.

    A question answered before keeps the worse of the two answers.
    """
    open_ones = [
        question
        for question in ps.questions.values()
        if question.area in memory.areas and question is not besides and tellable(question)
    ]
    told = said(turn.text, open_ones, turn.language)
    counted = False
    for question in open_ones:
        if question.id not in told or not is_accepted(ps, question, told[question.id]):
            continue
        if told[question.id] == "no" or not is_plausible(question, told[question.id]):
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


def tellable(question: Question) -> bool:
    """Tell whether a text can answer this unasked: a plain yes must never answer elsewhere.

    Of a list with a "no" beside things that have a name, such as "I'm pregnant", these can.
    """
    ids = {option.id for option in question.options}
    return not question.only_asked and "yes" not in ids and not ("no" in ids and question.red_flag)
