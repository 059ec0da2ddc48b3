"""Places of options that stand among other words: `3, it hurts`, `lucky number 7`, `the 5`."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.choice import Choice
from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token
from afterdose.language.number_words import UNITS
from afterdose.language.option_words import places_of, spoken_words

_ONE = ("one", "uno", "una")
_COUNTS = ("of", "de", "times", "veces")
_JUST = ("just", "only", "solo", "nomas")
LEAST = 4
"""Letters of a word that tells which option a number means."""


def leading(
    words: Lexicon, tokens: Sequence[Token], text: str, choices: Sequence[Choice]
) -> set[int] | None:
    """The numbers at the beginning: "3, it hurts" and "3 near my eye" but not "3 towels"."""
    end = 0
    while end < len(tokens) and (
        _value(tokens[end]) is not None
        or _one(tokens, end)
        or (not end and tokens[end].text in _JUST)
        or (end and (tokens[end].kind == "mark" or words.cues.length("number_joiner", tokens, end)))
        or (not end and tokens[end].text == "," and text[tokens[end].start] == "#")
    ):
        end += 1
    last = max((n for n in range(end) if _place(tokens, n) is not None), default=None)
    if last is None or last + 1 >= len(tokens):
        return None
    after = tokens[last + 1]
    numbers = [p for p in (_place(tokens, n) for n in range(end)) if p is not None]
    whole = all(t.text.isdigit() for t in tokens[:end] if t.kind == "number")
    if not whole or text[after.start : after.end] in "/%-":
        return None
    parts = after.kind == "mark" or words.cues.length("goes_on", tokens, last + 1)
    # "two of everything" names no option.
    if after.text in _COUNTS and tokens[last].kind != "number":
        return None
    if not parts and not _agrees(words, tokens[last + 1 :], numbers, choices):
        return None
    further = among_words(words, tokens[end:], text) or set()
    return {*numbers, *further}


def among_words(words: Lexicon, tokens: Sequence[Token], text: str) -> set[int] | None:
    """The numbers that are called numbers or options, or stand alone behind a mark at the end."""
    picked: set[int] = set()
    for n, token in enumerate(tokens):
        value = _value(token)
        if value is None:
            continue
        called = n > 0 and (
            bool(words.cues.length("number_named", tokens, n - 1))
            or text[max(0, token.start - 1) : token.start] == "#"
        )
        too = n + 1 < len(tokens) and bool(words.cues.length("number_too", tokens, n + 1))
        ends = all(t.kind == "mark" for t in tokens[n + 1 :])
        parted = (
            n > 0 and tokens[n - 1].kind == "mark" and tokens[n - 1].text in (",", ".", ":", "!")
        )
        so = n > 0 and bool(words.cues.length("number_so", tokens, n - 1))
        if called or (too and token.kind == "number") or (ends and (parted or so)):
            if n and tokens[n - 1].text in ("not", "no"):
                continue
            picked.add(value)
    return picked or None


def _value(token: Token) -> int | None:
    if token.kind == "number":
        return int(token.text) if token.text.isdigit() else None
    value = UNITS.get(token.text, 0)
    return value if value > 1 else None


def _place(tokens: Sequence[Token], at: int) -> int | None:
    return 1 if _one(tokens, at) else _value(tokens[at])


def _one(tokens: Sequence[Token], at: int) -> bool:
    """Whether a "one" is a number: a mark or an "and" follows it, or comes before."""
    if tokens[at].text not in _ONE:
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is None or after.kind == "mark" or after.text in ("and", "y", "or", "o")


def _agrees(
    words: Lexicon,
    rest: Sequence[Token],
    numbers: Sequence[int],
    choices: Sequence[Choice],
) -> bool:
    """Whether the words behind numbers are words of the options that the numbers name."""
    named = [choices[n - 1] for n in numbers if 0 < n <= len(choices)]
    return any(
        places_of(rest, (word,))
        for choice in named
        for phrase in spoken_words(words, choice, words.language)
        for word in phrase
        if len(word) >= LEAST
    )
