"""Phrases of a kind in a text, whatever the language of the patient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from afterdose.language.concepts import LANGUAGES
from afterdose.language.lexicon import Lexicon, lexicon
from afterdose.language.normalise import Token


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


def whole(words: Lexicon, tokens: Sequence[Token], kind: str) -> bool:
    """Say whether a text is nothing but one phrase of a kind, marks aside."""
    plain = [t for t in tokens if t.kind != "mark"]
    return bool(plain) and words.cues.length(kind, plain, 0) == len(plain)
