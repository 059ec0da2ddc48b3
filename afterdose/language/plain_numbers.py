"""Plain numbers: a pulse, the upper blood pressure, milligrams."""

from __future__ import annotations

import re
from collections.abc import Sequence

from afterdose.language.degrees import vague
from afterdose.language.normalise import Token
from afterdose.language.number_words import HOURS, UNITS, number_at
from afterdose.language.phrases import languages, tokens_of
from afterdose.language.wordlists import words_of

# "132 over 84": the upper number is asked for.
_OVER = frozenset(words_of("over sobre entre con"))
LEAST_UPPER = 60
# "14/9" is how many write 140 over 90.
_SHORT_UPPER, _SHORT_LOWER = range(8, 26), range(4, 16)
# "6,000" and "1.500" are thousands here: no pulse or dose has three decimals.
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})[.,](\d{3})(?![\d.,]*\d)")
# "4 of the 500s", "2 x 650 mg": pills times what one holds.
_PILLS = re.compile(
    r"(?<![\d.,])(\d{1,2})\s*(?:x|\*|(?:pills |tabs |pastillas )?(?:of|de)(?: the| las| los)?)\s*"
    r"(325|500|650|1000)(?:\s*mg|s)?\b(?!\s*(?:/|over|sobre))",
    re.I,
)
_STRONG = re.compile(
    r"(?<![\d.,])(\d{1,2})\s+(?:of the\s+|de las?\s+)?(?:tylenol\s+|pastillas\s+)?"
    r"extra[ -](?:strength|fuertes?|strong)",
    re.I,
)
# "8/10" and "7 out of 10": how bad it is.
_OF_TEN = re.compile(r"(?<![\d.,/])(\d|10)\s*(?:/|out of|sobre|de)\s*10(?![\d.,/])", re.I)
_STRONG_PILL = 500
_PILL_WORDS = frozenset(
    words_of("""pill pills tablet tablets tab tabs capsule capsules caplets gelcaps pastilla
    pastillas tableta tabletas capsula capsulas comprimido comprimidos""")
)
# What comes after one of these is the result: "28 in 15 secs so 112".
_RESULT = frozenset(words_of("so equals makes total entonces son"))
# How often something was measured, unless nothing else is counted: "97 both of the 2 times".
_OFTEN = frozenset(words_of("times tries readings checks veces intentos lecturas"))
_SECONDS = frozenset(words_of("second seconds sec secs segundo segundos"))
_GRAMS = frozenset(words_of("g gram grams gramo gramos"))
_MILLIGRAMS = 1000
_WORD = re.compile(r"[^\W\d_]+")
# Another time's number is no answer, nor another one than was asked: "last month it was 98".
_NO_ANSWER = ("past", "recent", "uncounted")
# "un 9" is nine.
_ARTICLES = frozenset(words_of("un una"))
# "I don't have one" counts nothing.
_ONES = frozenset(words_of("one uno una un"))
_NOT_COUNTED = frozenset(
    words_of("""have own got has need get the this that no any not another which first last top
    upper high higher big bigger tengo hay tiene el la ningun ese esa este otra otro""")
)


def number(text: str, language: str = "en", *, pills: bool = False) -> float | None:
    """Read one number; None when there is none, or when there are different ones.

    ``pills``: a dose is asked for, so a number of pills is an answer too. "More than 4000" is
    none: how much more matters. Grams are told in milligrams.
    """
    text = _THOUSANDS.sub(r"\1\2", text).replace("=", " equals ")
    grade = _OF_TEN.search(_digits(text))
    if grade:
        return float(grade[1])
    times = _STRONG.search(_digits(text)) or _PILLS.search(text)
    if times:
        return float(times[1]) * (float(times[2]) if times.re is _PILLS else _STRONG_PILL)
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        if any(words.cues.length(k, tokens, n) for k in _NO_ANSWER for n in range(len(tokens))):
            return None
        found = _counted(tokens, text, pills)
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _digits(text: str) -> str:
    """Write the words of small numbers as digits: "four extra strength"."""
    return _WORD.sub(lambda m: str(UNITS.get(m[0].casefold(), m[0])), text)


def _counted(tokens: Sequence[Token], text: str, pills: bool) -> set[float | None]:
    """The numbers that count no time: in "105 for two hours" only the first."""
    found: set[float | None] = set()
    often: set[float | None] = set()
    at = 0
    while at < len(tokens):
        upper, length = _upper(tokens, at, text)
        if upper:
            found.add(upper)
            at += length
            continue
        value, length = number_at(tokens, at)
        after = at + max(length, 1)
        if tokens[at].text in _ARTICLES and number_at(tokens, at + 1)[0] is not None:
            at += 1
            continue
        if (
            value is not None
            and _RESULT & {t.text for t in tokens[max(0, at - 2) : at]}
            and not _timed(tokens, after)
        ):
            return {value}
        if value is None or _refers(tokens, at) or _timed(tokens, after):
            at = after
            continue
        if not pills and after < len(tokens) and tokens[after].text in _PILL_WORDS:
            # How much one of them holds is not told.
            found.add(None)
        elif vague(tokens, after - 1) or vague(tokens, at):
            found.add(None)
        elif after < len(tokens) and tokens[after].text in _GRAMS:
            found.add(value * _MILLIGRAMS)
        elif after < len(tokens) and tokens[after].text in _OFTEN:
            often.add(value)
        else:
            found.add(value)
        at = after
    return found or often


def _upper(tokens: Sequence[Token], at: int, text: str) -> tuple[float | None, int]:
    """The upper one of two numbers of a blood pressure and the words of both: `190/110`."""
    upper, length = number_at(tokens, at)
    middle = at + length
    if upper is None or middle >= len(tokens):
        return None, 0
    between = tokens[middle]
    lower, last = number_at(tokens, middle + 1)
    parted = between.text in _OVER or text[between.start : between.end] in ("/", "\\")
    if not parted or lower is None or int(upper) != upper or int(lower) != lower:
        return None, 0
    if upper in _SHORT_UPPER and lower in _SHORT_LOWER and upper > lower:
        return upper * 10, length + 1 + last
    return (upper, length + 1 + last) if upper >= LEAST_UPPER and upper > lower else (None, 0)


def _refers(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1].text if at else ""
    return tokens[at].text in _ONES and before in _NOT_COUNTED


def _timed(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text in (*HOURS, *_SECONDS)
