"""Plain numbers: a pulse, the upper blood pressure, milligrams."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.degrees import vague
from afterdose.language.normalise import Token
from afterdose.language.number_words import HOURS, number_at
from afterdose.language.phrases import languages, tokens_of
from afterdose.language.wordlists import words_of

# "132 over 84": the upper number is asked for.
_OVER = frozenset(words_of("over sobre entre con"))
LEAST_UPPER = 60
_GRAMS = frozenset(words_of("g gram grams gramo gramos"))
_MILLIGRAMS = 1000
# "I don't have one" counts nothing.
_ONES = frozenset(words_of("one uno una un"))
_NOT_COUNTED = frozenset(
    words_of("""have own got has need get the this that no any not another which first last tengo
    hay tiene el la ningun ese esa este otra otro""")
)


def number(text: str, language: str = "en") -> float | None:
    """Read one number; None when there is none, or when there are different ones.

    "More than 4000" is none: how much more matters. Grams are told in milligrams.
    """
    for one in languages(language):
        _, tokens = tokens_of(text, one)
        found = _counted(tokens, text)
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _counted(tokens: Sequence[Token], text: str) -> set[float | None]:
    """The numbers that count no time: in "105 for two hours" only the first."""
    found: set[float | None] = set()
    at = 0
    while at < len(tokens):
        upper = _upper(tokens, at, text)
        if upper:
            found.add(upper)
            at += 3
            continue
        value, length = number_at(tokens, at)
        after = at + max(length, 1)
        if value is None or _refers(tokens, at) or _timed(tokens, after):
            at = after
            continue
        if vague(tokens, after - 1) or vague(tokens, at):
            found.add(None)
        elif after < len(tokens) and tokens[after].text in _GRAMS:
            found.add(value * _MILLIGRAMS)
        else:
            found.add(value)
        at = after
    return found


def _upper(tokens: Sequence[Token], at: int, text: str) -> float | None:
    """The upper one of two numbers of a blood pressure: `190/110`, `132 over 84`."""
    if [t.kind for t in tokens[at : at + 3 : 2]] != ["number", "number"]:
        return None
    between = tokens[at + 1]
    parted = between.text in _OVER or text[between.start : between.end] in ("/", "\\")
    if not parted or any(t.text.count(".") for t in tokens[at : at + 3 : 2]):
        return None
    upper, lower = float(tokens[at].text), float(tokens[at + 2].text)
    return upper if upper >= LEAST_UPPER and upper > lower else None


def _refers(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1].text if at else ""
    return tokens[at].text in _ONES and before in _NOT_COUNTED


def _timed(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text in HOURS
