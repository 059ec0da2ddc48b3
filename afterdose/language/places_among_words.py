"""Places of options that stand among other words: `3, it hurts`, `lucky number 7`, `the 5`."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.choice import Choice
from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token
from afterdose.language.number_words import UNITS
from afterdose.language.option_words import places_of, spoken_words

LEAST = 4
"""Letters of a word that tells which option a number means."""


def leading(
    words: Lexicon, tokens: Sequence[Token], text: str, choices: Sequence[Choice]
) -> set[int] | None:
    """The numbers at the beginning: "3, it hurts" and "3 near my eye" but not "3 towels"."""
    end = 0
    while end < len(tokens) and (
        tokens[end].kind == "number"
        or (end and (tokens[end].kind == "mark" or words.cues.length("number_joiner", tokens, end)))
        or (not end and tokens[end].text == "," and text[tokens[end].start] == "#")
    ):
        end += 1
    last = max((n for n in range(end) if tokens[n].kind == "number"), default=None)
    if last is None or last + 1 >= len(tokens):
        return None
    after = tokens[last + 1]
    numbers = [t for t in tokens[:end] if t.kind == "number"]
    if not all(t.text.isdigit() for t in numbers) or text[after.start : after.end] in "/%-":
        return None
    parts = after.kind == "mark" or words.cues.length("goes_on", tokens, last + 1)
    if not parts and not _agrees(words, tokens[last + 1 :], numbers, choices):
        return None
    further = among_words(words, tokens[end:], text) or set()
    return {int(t.text) for t in numbers} | further


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


def _agrees(
    words: Lexicon,
    rest: Sequence[Token],
    numbers: Sequence[Token],
    choices: Sequence[Choice],
) -> bool:
    """Whether the words behind numbers are words of the options that the numbers name."""
    named = [choices[int(t.text) - 1] for t in numbers if 0 < int(t.text) <= len(choices)]
    return any(
        places_of(rest, (word,))
        for choice in named
        for phrase in spoken_words(words, choice, words.language)
        for word in phrase
        if len(word) >= LEAST
    )
