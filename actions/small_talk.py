"""Telling small talk from a problem."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import yaml

from actions.turn import Turn
from afterdose.settings import ROOT
from afterdose.triage.schema import Protocol

ANSWERS = ("affirm", "deny", "not_sure", "thanks")
EXAMPLES = ROOT / "data" / "nlu" / "small_talk.yml"
OTHERS = ROOT / "data" / "nlu" / "other_problems.yml"
ALIKE = 0.8  # of two spellings: "feverr" is "fever", "gun" is not "gum"


def is_small_talk(turn: Turn) -> bool:
    """Tell whether the text is surely no problem.

    The learnt intent alone is not believed: every word must stand in that intent's examples.
    "ok thank you" is small talk; "ok thank you but my legs feel odd" is not.
    """
    known = vocabulary().get(turn.intent, frozenset())
    return bool(known) and set(words(turn.text)) <= known


def is_bare_answer(turn: Turn) -> bool:
    """Tell whether the text is nothing but an answer to a question: "5", "ok no", "none of those".

    Whole examples are looked for, not single words: "I am not good" is made of known words too.
    A number from 34 on may be a temperature, and is none.
    """
    told = words(turn.text)
    reached = {0}
    for end in range(1, len(told) + 1):
        parts = (tuple(told[start:end]) for start in reached)
        if any(part in answers() or is_small_number(part) for part in parts):
            reached.add(end)
    return bool(told) and len(told) in reached


def is_small_number(part: tuple[str, ...]) -> bool:
    """Tell whether this is one whole number that no thermometer shows."""
    return len(part) == 1 and part[0].isdecimal() and int(part[0]) < 34


@cache
def answers() -> frozenset[tuple[str, ...]]:
    """Collect the examples that are answers, or go along with one."""
    data = yaml.safe_load(EXAMPLES.read_text("utf-8"))
    lines = (e["examples"].splitlines() for e in data["nlu"] if e["intent"] in ANSWERS)
    return frozenset(tuple(words(line)) for example in lines for line in example if words(line))


@cache
def vocabulary(file: Path = EXAMPLES) -> dict[str, frozenset[str]]:
    """Collect the words of each intent's examples."""
    data = yaml.safe_load(file.read_text("utf-8"))
    return {entry["intent"]: frozenset(words(entry["examples"])) for entry in data["nlu"]}


def speaks_of(area: Protocol, text: str) -> bool:
    """Tell whether a word of the text, even misspelt, is one of the area and of no other text."""
    own = own_words(area.area, tuple(p for phrases in area.triggers.values() for p in phrases))
    return any(get_close_matches(word, own, n=1, cutoff=ALIKE) for word in words(text))


@cache
def own_words(area: str, triggers: tuple[str, ...]) -> tuple[str, ...]:
    """Collect the words of an area's triggers that are in no small talk and no other problem."""
    told = {word for trigger in triggers for word in words(trigger)}
    common = frozenset[str]().union(*vocabulary().values(), *vocabulary(OTHERS).values())
    return tuple(sorted(word for word in told - common if len(word) > 2 and not word.isdecimal()))


def words(text: str) -> list[str]:
    """Split a text into lower-case words; digits count as words, signs do not."""
    return re.findall(r"\w+", text.lower().replace("'", ""))
