"""Phrases of a kind in a text, whatever the language of the patient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from afterdose.language.concepts import LANGUAGES
from afterdose.language.lexicon import Lexicon, lexicon
from afterdose.language.normalise import Token

UNSURE_OWN = "answer_unsure_own"


@dataclass(frozen=True)
class Phrase:
    """A phrase of a kind that stands at `first` to `end` (exclusive)."""

    kind: str
    first: int
    end: int


def languages(first: str) -> tuple[str, ...]:
    """Both languages, the patient's own before the other: people mix them."""
    return tuple(sorted(LANGUAGES, key=lambda one: one != first))


def tokens_of(text: str, language: str) -> tuple[Lexicon, list[Token]]:
    """Normalise a text by the words of one language."""
    words = lexicon(language)
    return words, words.normaliser.tokens(text)


def phrases(words: Lexicon, tokens: Sequence[Token], kinds: Iterable[str]) -> list[Phrase]:
    """Find phrases from left to right; a longer one wins, then the kind named first."""
    ordered = tuple(kinds)
    found: list[Phrase] = []
    at = 0
    while at < len(tokens):
        lengths = [(words.cues.length(kind, tokens, at), kind) for kind in ordered]
        length, kind = max(lengths, key=lambda pair: pair[0])
        if length:
            found.append(Phrase(kind, at, at + length))
        at += length or 1
    return found


def unsure_kinds(words: Lexicon, tokens: Sequence[Token], language: str) -> tuple[str, ...]:
    """Name the kinds that mean "not sure" in a text read by the words of one language.

    "nose" is "no sé" only where a patient who texts Spanish (`language`) writes all in Spanish.
    """
    own = words.language == language and all(
        t.kind == "mark" or t.text in words.vocabulary for t in tokens
    )
    return ("answer_unsure", UNSURE_OWN) if own else ("answer_unsure",)


def whole(words: Lexicon, tokens: Sequence[Token], kind: str) -> bool:
    """Say whether a text is nothing but one phrase of a kind, marks aside."""
    plain = [t for t in tokens if t.kind != "mark"]
    return bool(plain) and words.cues.length(kind, plain, 0) == len(plain)
