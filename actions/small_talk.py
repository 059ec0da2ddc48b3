"""Telling small talk from a problem."""

from __future__ import annotations

import re
from functools import cache

import yaml

from actions.turn import Turn
from afterdose.settings import ROOT

EXAMPLES = ROOT / "data" / "nlu" / "small_talk.yml"


def is_small_talk(turn: Turn) -> bool:
    """Tell whether the text is surely no problem.

    The learnt intent alone is not believed: every word must stand in that intent's examples.
    "ok thank you" is small talk; "ok thank you but my legs feel odd" is not.
    """
    known = vocabulary().get(turn.intent, frozenset())
    return bool(known) and set(words(turn.text)) <= known


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """Collect the words of each intent's examples."""
    data = yaml.safe_load(EXAMPLES.read_text("utf-8"))
    return {entry["intent"]: frozenset(words(entry["examples"])) for entry in data["nlu"]}


def words(text: str) -> list[str]:
    """Split a text into lower-case words; digits count as words, signs do not."""
    return re.findall(r"\w+", text.lower().replace("'", ""))
