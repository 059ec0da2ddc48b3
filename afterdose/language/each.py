"""Texts that deny part by part: "no to the chest, no to the fainting", "fiebre no, tos tampoco"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token
from afterdose.language.phrases import languages, tokens_of
from afterdose.language.wordlists import words_of

FEWEST = 2
_NO_AT_END = frozenset(words_of("no nope nah none neither negative tampoco nada nel"))


def denies_each(words: Lexicon, tokens: Sequence[Token]) -> bool:
    """Whether every part of a text denies."""
    parts = _parts(tokens)
    return bool(parts) and all(_denies(words, tokens, first, end) for first, end in parts)


def left_over(text: str, language: str) -> str | None:
    """Return what is left of a text without the parts that deny; None if fewer than two do."""
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        parts = _parts(tokens)
        kept = [p for p in parts if not _denies(words, tokens, *p)]
        if len(parts) - len(kept) >= FEWEST:
            return ". ".join(text[tokens[f].start : tokens[e - 1].end] for f, e in kept)
    return None


def _parts(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where the words between two marks stand."""
    marks = [-1, *(n for n, t in enumerate(tokens) if t.kind == "mark"), len(tokens)]
    pairs = pairwise(marks)
    return [(first + 1, end) for first, end in pairs if end - first > 1]


def _denies(words: Lexicon, tokens: Sequence[Token], first: int, end: int) -> bool:
    inside = range(first, end)
    if any(words.cues.length("breaks", tokens, n) for n in inside):
        return False
    if words.cues.length("denies_each", tokens, first):
        return True
    before_last = range(first, end - 1)
    other = any(
        words.cues.length(kind, tokens, n)
        for kind in ("own_negation", "answer_yes", "answer_ill")
        for n in before_last
    )
    return end - first > 1 and tokens[end - 1].text in _NO_AT_END and not other
