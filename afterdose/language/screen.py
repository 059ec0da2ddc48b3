"""The red-flag screen: what a text alone says about danger, by words and fixed rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from afterdose.language.concepts import LANGUAGES, Level
from afterdose.language.fevers import fevers
from afterdose.language.findings import Finding, Screening, areas_of, rank
from afterdose.language.lexicon import lexicon, only_together
from afterdose.language.meaning import meant
from afterdose.language.together import raised

__all__ = ["Finding", "Screening", "screen"]

# How many readings of misspelt words are tried: bounds the time of a text of gibberish.
MOST_GUESSES = 40
NEAR = 60
"""Letters around a misspelt word that a pattern may reach."""


class OpenQuestion(Protocol):
    """What the screen reads of the question that the patient was last asked."""

    @property
    def red_flag(self) -> bool:
        """Whether the question asks for a red flag."""


def screen(
    text: str,
    language: str | None = None,
    *,
    question: OpenQuestion | None = None,
    second: bool = True,
) -> Screening:
    """Judge any text; never fails.

    Both lexicons are always used, since patients mix languages; `language` (en, es or
    None for unknown) only says in which one slips of the keyboard are mended. `second`: a
    text in which no words tell of danger is read once more, by its meaning, and may rise to
    a check.
    """
    asked = bool(question is not None and question.red_flag)
    readings = {
        one: _findings(text, one, correct=language not in LANGUAGES or language == one, asked=asked)
        for one in LANGUAGES
    }
    own, other = sorted(LANGUAGES, key=lambda one: (one != language, -_share(text, one)))
    findings = readings[own] + [
        # Words of both languages ("vertigo", "convulsion") mean what their own says.
        f
        for f in readings[other]
        if not any(_same(f, o) for o in readings[own])
    ]
    worst = {(f.span, f.name): f for f in sorted(findings, key=lambda f: rank(f.level))}
    together = raised(_widest([finding for _, finding in sorted(worst.items())]))
    ordered = tuple(f for f in together if f.level != "none" or f.name not in only_together())
    level: Level = max((f.level for f in ordered), key=rank, default="none")
    if second and level == "none" and (doubt := _doubt(text, ordered)):
        ordered, level = (*ordered, doubt), "check"
    return Screening(level, tuple(areas_of(ordered)), ordered)


def _doubt(text: str, findings: Sequence[Finding]) -> Finding | None:
    # Imported here: whoever wants the words alone needs no model.
    from afterdose.language.second_reading import second_reading

    reading = second_reading()
    return reading.doubt(text, findings) if reading else None


def _findings(text: str, language: str, *, correct: bool, asked: bool) -> list[Finding]:
    words = lexicon(language)
    normaliser = words.normaliser
    tokens = normaliser.tokens(text, correct=correct)
    findings = meant(tokens, language, asked=asked) + fevers(text, words, tokens)
    if not correct or any(f.level == "emergency" for f in findings):
        return findings
    for guess in normaliser.guesses(text, MOST_GUESSES):
        # What only a guess at a misspelt word tells is asked about, not acted upon.
        told = [
            replace(f, level="check")
            for f in _guessed(text, guess, language, asked)
            if f.level == "emergency" and not any(_same(f, own) for own in findings)
        ]
        if told:
            return findings + told
    return findings


def _guessed(text: str, guess: dict[int, str], language: str, asked: bool) -> list[Finding]:
    """Read a text with other words in some places; only what stands near them can change."""
    first = text.rfind(" ", 0, max(0, min(guess) - NEAR)) + 1
    tokens = lexicon(language).normaliser.tokens(
        text[first : max(guess) + NEAR], guess={at - first: word for at, word in guess.items()}
    )
    found = (
        replace(f, span=(f.span[0] + first, f.span[1] + first))
        for f in meant(tokens, language, asked=asked, urgent=True)
    )
    # A guess needs words beside it: "tix" alone is no "tia".
    return [f for f in found if not any(_within(f, at, word) for at, word in guess.items())]


def _within(finding: Finding, at: int, word: str) -> bool:
    return at <= finding.span[0] and finding.span[1] <= at + len(word) + 1


def _widest(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out what stands inside a longer reading of the same finding, unless it is worse."""
    return [
        f
        for f in findings
        if not any(
            o.name == f.name
            and o.span != f.span
            and o.span[0] <= f.span[0]
            and f.span[1] <= o.span[1]
            and rank(o.level) >= rank(f.level)
            for o in findings
        )
    ]


def _share(text: str, language: str) -> int:
    """How many words of a text belong to a language: a tie is for English."""
    words = lexicon(language)
    return sum(t.text in words.vocabulary for t in words.normaliser.tokens(text, correct=False))


def _same(one: Finding, other: Finding) -> bool:
    return one.name == other.name and one.span[0] < other.span[1] and other.span[0] < one.span[1]
