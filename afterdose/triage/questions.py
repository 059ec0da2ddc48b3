"""Questions as a protocol file writes them."""

from __future__ import annotations

from typing import Literal

import msgspec

from afterdose.triage.base import Base, Phrases, Texts

AnswerType = Literal[
    "yes_no", "choice", "multi", "temperature", "number", "duration", "date", "text"
]
NONE = "none"  # the option of a multiple choice that excludes the others


class Depends(Base, frozen=True, kw_only=True):
    """A value that depends on a condition: ``then`` if ``when`` holds, else ``otherwise``."""

    when: str
    then: str | tuple[str, ...]
    otherwise: str | tuple[str, ...] = msgspec.field(name="else")


CountsAs = str | float | tuple[str, ...] | Depends


class Option(Base, frozen=True, kw_only=True):
    """One possible answer: its label in a text, and what a patient may say for it."""

    id: str
    label: Texts
    words: Phrases = msgspec.field(default_factory=dict)
    findings: tuple[str, ...] = ()  # named findings that mean the same as this option
    counts_as: float | None = None  # what it stands for where a number is asked
    reply: Texts = msgspec.field(default_factory=dict)  # said at once to whoever answers so


class Question(Base, frozen=True, kw_only=True):
    """One question of an area, with what "not sure" and silence count as."""

    id: str
    answer: AnswerType
    text: Texts
    not_sure: CountsAs
    silent: CountsAs
    area: str = ""
    red_flag: bool = False
    simpler: Texts = msgspec.field(default_factory=dict)
    examples: Texts = msgspec.field(default_factory=dict)
    options: tuple[Option, ...] = ()
    words: Phrases = msgspec.field(default_factory=dict)
    findings: tuple[str, ...] = ()  # named findings that mean yes
    ask_when: str = "true"
    same_as: str = ""  # an answer to that question is an answer to this one
    only_asked: bool = False  # never answered unasked: a part of its options would hide the rest
    at_least_one: bool = False  # a list without "none of it", such as how a symptom came
    best_to_worst: tuple[str, ...] = ()
    ordered: bool = True  # options of a choice stand from best to worst
    best: tuple[float, float] | None = None  # a number is best in this range, worse farther out
    plausible: tuple[float, float] | None = None  # a number outside is asked about once more

    def texts(self, language: str) -> list[str]:
        """Return the parts of the wording; a blank line parts a long question in two texts."""
        return [part.strip() for part in self.text[language].split("\n\n")]
