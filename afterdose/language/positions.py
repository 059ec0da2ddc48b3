"""An option given by its place: `1 and 3`, `b`, `the second one`, `the last one`, `2-4`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from afterdose.language.choice import Choice
from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token
from afterdose.language.number_words import ORDINALS, UNITS
from afterdose.language.places_among_words import among_words, leading

# "the second one" is not the second and the first.
_BEFORE_ONE = {*ORDINALS, "the", "last", "middle", "other"}
_CALLING = {"la", "letra", "opcion", "inciso", "letter", "option"}
_DIGITS = re.compile(r"\d+")
_SUFFIXES = ("st", "nd", "rd", "th")
_RANGE = re.compile(r"\s*#?(\d{1,2})\s*(?:-|–|—|to|thru|through|a|al|hasta)\s*#?(\d{1,2})\W*", re.I)


def positions(
    words: Lexicon, tokens: Sequence[Token], text: str, choices: Sequence[Choice]
) -> set[int] | None:
    """Read the places that a text names; None when it names none, or other words matter too.

    Numbers in front that a comma, a "but" or an "I" parts from the rest count too: "4 but im
    worried"; so do numbers that are called so, "lucky number 7". What they leave over is for
    whoever reads the words.
    """
    plain = [t for t in tokens if t.kind != "mark"]
    named = words.cues.length("last_one", plain, 0)
    if named and named == len(plain):
        return {len(choices)}
    named = words.cues.length("middle_one", plain, 0)
    if named and named == len(plain):
        return {(len(choices) + 1) // 2} if len(choices) % 2 else None
    span = _RANGE.fullmatch(text)
    if span and int(span[1]) < int(span[2]):
        picked: set[int] | None = set(range(int(span[1]), int(span[2]) + 1))
    else:
        picked = _places(words, plain, text, choices)
    if picked and len(picked) == 1 and len(choices) < max(picked) and max(picked) > 99:
        # "124" is 1, 2 and 4.
        picked = {int(digit) for digit in str(max(picked))}
    if picked is None:
        picked = leading(words, tokens, text, choices)
    if picked is None:
        picked = among_words(words, tokens, text)
    return picked if picked and all(0 < n <= len(choices) for n in picked) else None


def _places(
    words: Lexicon, plain: Sequence[Token], text: str, choices: Sequence[Choice]
) -> set[int] | None:
    picked: set[int] = set()
    letters = [chr(ord("a") + n) for n in range(len(choices))]
    for n, token in enumerate(plain):
        raw = text[token.start : token.end].casefold()
        if token.kind == "number":
            picked |= {int(d) for d in _DIGITS.findall(raw)}
        elif raw in UNITS and UNITS[raw] > max(ORDINALS.values()):
            picked.add(UNITS[raw])
        elif raw in ORDINALS and not (raw == "one" and n and plain[n - 1].text in _BEFORE_ONE):
            picked.add(ORDINALS[raw])
        elif len(plain) == 1 and len(raw) == 1:
            return _letter(raw, letters, choices)
        # "y" and "e" are also the Spanish "and".
        elif raw in letters and (raw not in ("y", "e") or _called(plain, n)):
            picked.add(letters.index(raw) + 1)
        elif raw not in _SUFFIXES and not words.cues.length("joiner", plain, n):
            return None
    return picked


def _called(plain: Sequence[Token], at: int) -> bool:
    """Whether a letter that is a Spanish "and" is called a letter and ends the text: "la e"."""
    return 0 < at == len(plain) - 1 and plain[at - 1].text in _CALLING


def _letter(letter: str, letters: Sequence[str], choices: Sequence[Choice]) -> set[int] | None:
    """Read one letter: a place in the alphabet or an initial, unless the two disagree."""
    stated = {n for n, choice in enumerate(choices, start=1) if choice.letter == letter}
    if stated:
        return stated
    begins = [
        n
        for n, choice in enumerate(choices, start=1)
        if any(_initial(ps[0]) == letter for ps in choice.phrases.values() if ps)
    ]
    initial = {begins[0]} if len(begins) == 1 else set()
    place = {letters.index(letter) + 1} if letter in letters else set()
    found = place | initial
    return found if len(found) == 1 else None


def _initial(label: str) -> str:
    """The initial of a label of one word: "R" is right, "b" is no bleeding gums."""
    return "" if " " in label.strip() else label.casefold()[:1]
