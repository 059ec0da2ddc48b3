"""Spanish figures that are spelled out: "ciento cuarenta y cinco pulsaciones" is 145."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.normalise import Token
from afterdose.language.number_words import TENS, UNITS

_HUNDREDS = {"ciento": 100, "doscientos": 200, "doscientas": 200}
# "ciento" and "treinta" alone are left as they stand: "de cero a cien", "en los treinta".
_WHOLE = frozenset({"doscientos", "doscientas"})


def in_figures(tokens: Sequence[Token]) -> list[Token]:
    """Join the words of a figure into one number; "cuarenta" or "dos" alone stays a word."""
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        value, length = _figure([t.text for t in tokens[at : at + 4]])
        if length:
            last = tokens[at + length - 1]
            joined.append(Token(str(value), tokens[at].start, last.end, "number"))
        else:
            joined.append(tokens[at])
        at += max(length, 1)
    return joined


def _figure(words: Sequence[str]) -> tuple[int, int]:
    """Value of the figure that these words begin with, and of how many; 0 if none does."""
    hundreds = _HUNDREDS.get(words[0], 0)
    at = 1 if hundreds else 0
    rest = words[at:]
    if rest and rest[0] in TENS:
        unit = UNITS.get(rest[2], 0) if rest[1:2] == ["y"] and len(rest) > 2 else 0
        if 0 < unit < 10:
            return hundreds + TENS[rest[0]] + unit, at + 3
        return (hundreds + TENS[rest[0]], at + 1) if hundreds else (0, 0)
    if hundreds and rest and 0 < UNITS.get(rest[0], 0) < 30:
        return hundreds + UNITS[rest[0]], at + 1
    return (hundreds, 1) if words[0] in _WHOLE else (0, 0)
