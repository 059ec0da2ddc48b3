"""Texts that deny part by part: "no to the chest, no to the fainting", "fiebre no, tos tampoco"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from afterdose.language.lexicon import Lexicon
from afterdose.language.matching import Match, finder
from afterdose.language.normalise import Token
from afterdose.language.phrases import languages, tokens_of
from afterdose.language.wordlists import words_of

FEWEST = 2
_NO = frozenset(words_of("no none nothing neither zero nor ni sin nada tampoco ningun ninguna"))
_JOINS = frozenset(words_of("and or nor y o ni & any a an the el la los las de in either neither"))
_NO_AT_END = frozenset(words_of("no nope nah none neither negative tampoco nada nel"))


def denies_each(words: Lexicon, tokens: Sequence[Token]) -> bool:
    """Whether every part of a text denies."""
    parts = _parts(tokens)
    return bool(parts) and all(
        _denies(words, tokens, first, end) or _denies_signs(words, tokens[first:end])
        for first, end in parts
    )


def left_over(text: str, language: str) -> str | None:
    """Return what is left of a text without the parts that deny; None if fewer than two do."""
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        parts = _parts(tokens)
        signs = [p for p in parts if _denies_signs(words, tokens[p[0] : p[1]])]
        kept = [p for p in parts if p not in signs and not _denies(words, tokens, *p)]
        if signs or len(parts) - len(kept) >= FEWEST:
            return ". ".join(text[tokens[f].start : tokens[e - 1].end] for f, e in kept)
    return None


def _denies_signs(words: Lexicon, tokens: Sequence[Token]) -> bool:
    """Whether words are a "no" before each of some signs: "no bleeding no cramps no fever"."""
    if not tokens or tokens[0].text not in _NO:
        return False
    starts = [n for n, t in enumerate(tokens) if t.text in _NO and tokens[n - 1].text not in _NO]
    if len(starts) < FEWEST:
        return False
    matches = [m for m in finder(words.language).find(tokens, asked=True) if m.use != "idiom"]
    ends = [*starts[1:], len(tokens)]
    return all(
        _no_sign(words, tokens, matches, first, end)
        for first, end in zip(starts, ends, strict=True)
    )


def _no_sign(
    words: Lexicon, tokens: Sequence[Token], matches: Sequence[Match], first: int, end: int
) -> bool:
    """Whether a "no" is followed by words of signs alone, a time aside."""
    own = [m for m in matches if first < m.first and m.end <= end and not m.denial]
    # "No feeling" and "no control" are signs themselves.
    if any(m.first <= first < m.end for m in matches):
        return False
    told = {n for m in own for n in range(m.first, m.end)}
    at = first
    while at < end:
        timed = words.cues.length("when", tokens, at)
        if timed:
            at += timed
        elif at in told or tokens[at].text in _NO or tokens[at].text in _JOINS:
            at += 1
        else:
            return False
    return True


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
