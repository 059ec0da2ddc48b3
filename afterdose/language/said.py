"""What a text answers without being asked: positives and numbers, never a "no"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol

from afterdose.language.choice import Choice
from afterdose.language.choices import said_options
from afterdose.language.degrees import measured, named, spaced, timed
from afterdose.language.lexicon import lexicon

_RANGE = re.compile(r"\d\s*(?:-|–|to|a)\s*\d")
_YES = "yes"


class Askable(Protocol):
    """What this room reads of a question."""

    @property
    def id(self) -> str:
        """The question's id."""

    @property
    def answer(self) -> str:
        """The answer type."""

    @property
    def options(self) -> Any:
        """The options of a choice."""

    @property
    def words(self) -> Any:
        """Per language: phrases that mean yes when said unasked."""


def said(text: str, questions: Iterable[Askable], language: str = "en") -> dict[str, Any]:
    """Return question id → value for what the text says already.

    A yes-or-no question is answered True by its words, a choice by the words of exactly one
    option, a multiple choice by those of any, a temperature by a reading with a unit, a
    decimal, a word of fever, or a word of time beside it ("103 last night"). Silence about a
    symptom is no "no".
    """
    found: dict[str, Any] = {}
    for question in questions:
        value = _value(text, question, language)
        if value is not None:
            found[question.id] = value
    return found


def _value(text: str, question: Askable, language: str) -> Any:
    if question.answer == "temperature":
        celsius = _temperature(text, language)
        return None if celsius is None else {"celsius": celsius}
    if question.answer in ("choice", "multi"):
        picked = said_options(text, question.options, language)
        if question.answer == "multi":
            return picked or None
        return picked[0] if len(picked) == 1 else None
    if question.answer == "yes_no" and question.words:
        yes = Choice(_YES, {k: tuple(v) for k, v in dict(question.words).items()})
        return True if said_options(text, [yes], language) else None
    return None


def _temperature(text: str, language: str) -> float | None:
    words = lexicon(language if language in ("en", "es") else "en")
    tokens = words.normaliser.tokens(spaced(text))
    readings = measured(words, tokens, sure=not named(text, tokens))
    if readings and _RANGE.search(text):
        readings = measured(words, tokens)
    return max((r.celsius for r in (*readings, *timed(tokens))), default=None)
