"""The words that answer each question, from data/lexicon/language/told.yml and asked.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from afterdose.language.concepts import LANGUAGES, patterns_of
from afterdose.language.cues import Cues
from afterdose.language.lexicon import FOLDER
from afterdose.language.phrases import languages, tokens_of

FILE = "language/told.yml"
UNLISTED = "language/asked.yml"
"""The file of questions that no protocol holds in that form."""
WELL = "well"
"""The entry of questions that ask for what is well, and that no other entry knows."""
_NEAR = 0.05
_ANSWERS: dict[object, str] = {True: "yes", False: "no"}
_NO_ANSWERS = frozenset({"well", "over", "under", "also", "asks"})


@dataclass(frozen=True)
class Told:
    """The words that answer a question, per language, and what a length of time answers."""

    cues: dict[str, Cues]
    kinds: frozenset[str] = frozenset()
    """The answers that have words: yes and no, or ids of options."""
    well: str = "no"
    """The answer that means that the patient is well."""
    over: float | None = None
    under: float | None = None
    """Hours: the answer is yes for a longer, or for a shorter time."""
    asks: bool = False
    """Whether wordings are listed that ask this."""
    also: str = ""
    """The question of the protocols that these wordings ask, if it is one."""

    def by_time(self, hours: float) -> bool | None:
        """Answer by a length of time; None where it is not asked for or too near the bound."""
        bound = self.over if self.over is not None else self.under
        if bound is None or abs(hours - bound) <= _NEAR * bound:
            return None
        return (hours > bound) is (self.over is not None)


NOTHING = Told({})


def is_well(question: str) -> bool:
    """Say whether "I am fine" is a yes to a question: "are you safe right now?"."""
    return words_told().get(question, NOTHING).well == "yes"


def asks_told(wording: str, language: str) -> list[str]:
    """Name the questions whose `asks` stands in a wording, as they are listed."""
    asked = [(name, known) for name, known in words_told().items() if known.asks]
    for one in languages(language):
        _, tokens = tokens_of(wording, one)
        found = [
            known.also or name
            for name, known in asked
            if any(known.cues[one].length("asks", tokens, n) for n in range(len(tokens)))
        ]
        if found:
            return found
    return []


def by_time(question: str, hours: float) -> bool | None:
    """Answer a question after more or less than a length of time."""
    return words_told().get(question, NOTHING).by_time(hours)


@cache
def words_told(folder: Path = FOLDER) -> dict[str, Told]:
    """Read the words of each question, of the protocols or known by its wording.

    Raises LexiconError naming question and pattern.
    """
    content: dict[str, dict[str, Any]] = {}
    for file in (FILE, UNLISTED):
        content |= yaml.safe_load((folder / file).read_text("utf-8"))
    # An unquoted yes or no is a truth value in YAML.
    plain = {
        name: {_ANSWERS.get(k, str(k)): v for k, v in entry.items()}
        for name, entry in content.items()
    }
    return {name: _told(name, _turned(entry, plain)) for name, entry in plain.items()}


def _turned(entry: dict[str, Any], others: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Add what another question's no and yes say, to the yes and no of one that turns it round."""
    if "turns" not in entry:
        return entry
    other = others[entry["turns"]]
    return {
        **{k: v for k, v in entry.items() if k != "turns"},
        **{
            own: {
                one: "\n".join(x for x in (entry.get(own, {}).get(one), other[its].get(one)) if x)
                for one in LANGUAGES
            }
            for own, its in (("yes", "no"), ("no", "yes"))
        },
    }


def _told(name: str, plain: dict[str, Any]) -> Told:
    kinds = frozenset(plain) - (_NO_ANSWERS - {"asks"})
    cues = {
        one: Cues(
            {
                kind: patterns_of(FILE, f"{name} {kind}", plain[kind].get(one, ""), {})
                for kind in kinds
            }
        )
        for one in LANGUAGES
    }
    well = "yes" if plain.get("well", False) else "no"
    return Told(
        cues,
        kinds - _NO_ANSWERS,
        well,
        plain.get("over"),
        plain.get("under"),
        "asks" in kinds,
        plain.get("also", ""),
    )
