"""Taking a text as the answer to the open question."""

from __future__ import annotations

import re
from typing import Any

from actions.acceptance import is_accepted, is_plausible
from actions.intake import named_areas, note_doubts, note_findings, note_said, open_areas
from actions.memory import Memory
from actions.protocols import GENERAL
from actions.turn import Turn
from actions.worse import worse_of
from afterdose import texts
from afterdose.language.answers import understand
from afterdose.triage.schema import ProtocolSet, Question

NOT_SURE = "not_sure"
TRIES = 2  # a question is asked once more in simpler words, then counts as its worst case


def take_answer(turn: Turn, memory: Memory, ps: ProtocolSet, question: Question) -> bool:
    """Take what the text answers: this question, earlier ones, unasked ones, new symptoms.

    Tells whether the screen found a possible red flag in it that nothing else settles.
    """
    value = value_of(turn, ps, question, turn.text)
    if not memory.attempts.get(question.id) and not is_plausible(question, value):
        value = None  # said once more, it counts as it stands
    doubts = note_doubts(turn, memory, ps, question)
    found = note_findings(turn, memory, question)
    areas = named_areas(turn, ps)
    if value is not None:
        # An organ named in a plain answer ("yes, when I pee") opens no area without a protocol.
        areas = [area for area in areas if area != GENERAL]
    news = open_areas(turn, memory, areas, ps) | found
    news |= note_said(turn, memory, ps, besides=question)
    if take_correction(turn, memory, ps, question):
        return doubts
    if value is not None and (value != NOT_SURE or not question.red_flag):
        keep(turn, memory, question, value, "given")
    elif value is None and turn.intent == "question_back" and not memory.attempts.get(question.id):
        # Explained once, in simpler words; a patient who is confused still may be in danger.
        turn.say("why")
        memory.attempts[question.id] = 1
    elif value == NOT_SURE or not news or (question.red_flag and question.id in memory.attempts):
        count_failure(turn, memory, question, unclear=value is None)
    else:
        # A text that told something else that matters is no failure: the question comes again.
        memory.attempts[question.id] = memory.attempts.get(question.id, 0)
    return doubts


def value_of(turn: Turn, ps: ProtocolSet, question: Question, text: str) -> Any:
    """Return what the text answers to the question; None if it is unclear."""
    if not text:
        return None
    kinds = [question.answer]
    if question.answer in ("temperature", "number") and question.options:
        kinds.append("choice")  # no thermometer: HOT or NOT HOT
    # The gate asks for many things at once: "my arm itches" names an arm and is no yes to it.
    own_words = None if question in ps.gate else question
    for kind in kinds:
        understood = understand(
            text, kind, question.options, turn.language, now=turn.now, question=own_words
        )
        if not understood.unclear and is_accepted(ps, question, understood.value):
            return understood.value
    return None


def keep(turn: Turn, memory: Memory, question: Question, value: Any, status: str) -> None:
    """Write an answer into the memory and tell the worker."""
    memory.answers[question.id] = value
    memory.order = [*(q for q in memory.order if q != question.id), question.id]
    turn.effect("answer", question=question.id, value=value, raw=turn.raw, status=status)
    counts_as = question.not_sure if value == NOT_SURE else value
    for option in question.options:
        if option.id == counts_as and (reply := option.reply.get(turn.language)):
            turn.tell(reply.format(**turn.values))


def count_failure(turn: Turn, memory: Memory, question: Question, *, unclear: bool) -> None:
    """Count a text that did not answer; after the second one the question has its worst answer."""
    attempt = memory.attempts.get(question.id, 0) + 1
    memory.attempts[question.id] = attempt
    if unclear:
        turn.effect("unclear", question=question.id, attempt=attempt)
    if attempt >= TRIES:
        keep(turn, memory, question, NOT_SURE, "worst_case")
    elif not turn.text:
        turn.say("picture" if turn.metadata.get("media_count") else "no_words")
    elif unclear:
        turn.say("unclear")


def take_correction(turn: Turn, memory: Memory, ps: ProtocolSet, question: Question) -> bool:
    """Take "no wait, yes" as a new answer to the question before; tell whether it was one.

    The worse of the two answers stays: a patient who takes a red flag back may be playing
    it down (clinical basis 2.2).
    """
    rest = without_opener(turn.text, turn.language)
    before = next((q for q in reversed(memory.order) if q != question.id), None)
    if rest is None or before is None or before not in ps.questions:
        return False
    corrected = ps.questions[before]
    value = value_of(turn, ps, corrected, rest)
    if value is None:
        return False
    kept = worse_of(corrected, value, memory.answers[before])
    if kept != memory.answers[before]:
        keep(turn, memory, corrected, kept, "corrected")
    turn.say("corrected")
    return True


def without_opener(text: str, language: str) -> str | None:
    """Return what follows the words that announce a correction; None if there are none."""
    openers = texts.render("dialogue.correction_openers", language).split("|")
    pattern = "|".join(re.escape(opener.strip()) for opener in openers)
    found = re.match(rf"\s*(?:{pattern})\b[\s,.;:!-]*(.+)", text, re.IGNORECASE | re.DOTALL)
    return found[1] if found else None
