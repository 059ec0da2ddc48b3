"""What the question that was asked adds to the reading of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from afterdose.language.choice import Choice, as_choices
from afterdose.language.phrases import languages, phrases, tokens_of
from afterdose.language.said import Askable, said
from afterdose.language.screen import screen

SPEAKING = ("present", "other_person")
SHORT = 6
"""Words in a text that may say no more than that all is as usual."""
_DOUBTS = ("inner_negation", "breaks", "compared", "if", "unlike_before", "recent")


class OpenQuestion(Askable, Protocol):
    """What this room reads of the question that was asked."""

    @property
    def red_flag(self) -> bool:
        """Whether it asks for a red flag."""

    @property
    def findings(self) -> tuple[str, ...]:
        """Findings of the screen that mean yes."""

    @property
    def examples(self) -> Mapping[str, str]:
        """An example answer per language."""


def reported(text: str, question: OpenQuestion, language: str, *, denied: bool) -> bool:
    """Whether a text reports what the question asks for, in words of its own.

    `denied`: the text denies or refuses, so that a bare "chest" of "no pain in my chest" is no
    report.
    """
    found = screen(text, language, question=None if denied else question, second=False).findings
    told = {f.name for f in found if f.status in SPEAKING}
    return bool(told.intersection(question.findings) or said(text, [question], language))


def denied(text: str, question: OpenQuestion, language: str) -> bool:
    """Whether a text denies every sign that the question asks for: "lots of gunk, no blood"."""
    found = screen(text, language, question=question, second=False).findings
    told = {f.name: f.status for f in found if f.name in question.findings}
    return set(told) == set(question.findings) != set() and set(told.values()) == {"negated"}


def as_usual(text: str, question: OpenQuestion, language: str) -> bool:
    """Whether a short text says that what a red-flag question asks about is as it should be.

    "Normal brown" is no danger; a negation, a "but", a "than" or any sign leaves it unclear.
    """
    if not question.red_flag or screen(text, language, question=question, second=False).findings:
        return False
    found: set[str] = set()
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        if len(tokens) > SHORT:
            return False
        found |= {p.kind for p in phrases(words, tokens, ("answer_fine", *_DOUBTS))}
    return found == {"answer_fine"}


def told_options(text: str, options: tuple[Choice, ...], language: str) -> list[str]:
    """Return the ids of the options whose findings the screen finds in a text."""
    if not any(c.findings for c in options):
        return []
    found = {f.name for f in screen(text, language, second=False).findings if f.status in SPEAKING}
    return [c.id for c in options if found.intersection(c.findings)]


def asks_meaning(text: str, language: str) -> bool:
    """Whether a text asks back what the question means."""
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        tokens = tokens[1:] if tokens and tokens[0].kind == "mark" else tokens
        if words.cues.length("asks_meaning", tokens, 0):
            return True
        if tokens and words.cues.length("asks", tokens, 0) and tokens[-1].text == "?":
            return True
    return False


def as_told(options: tuple[Choice, ...], question: OpenQuestion | None) -> tuple[Choice, ...]:
    """Give options the words and findings that the question itself holds for them."""
    known = {c.id: c for c in as_choices(question.options if question is not None else ())}
    return tuple(
        replace(
            c,
            phrases={
                k: (*c.phrases.get(k, ()), *known[c.id].phrases.get(k, ()))
                for k in {*c.phrases, *known[c.id].phrases}
            },
            findings=known[c.id].findings,
        )
        if c.id in known and c != known[c.id]
        else c
        for c in options
    )
