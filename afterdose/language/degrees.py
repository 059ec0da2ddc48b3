"""Temperatures among the words of a text: Celsius or Fahrenheit, told by unit or range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token
from afterdose.language.number_words import number_at
from afterdose.language.wordlists import words_of

CELSIUS = (35.0, 42.0)
FAHRENHEIT = (95.0, 108.0)
"""Ranges in which a bare number is a temperature (clinical-basis.md 2.2)."""
LEAST_TIMED = 37.7
"""From here on (100 F) a plain number beside a word of time is a temperature."""
_DEGREE = re.compile(r"\d\s*[°º˚]")
# "37 9" and "37/9": with a space only where nothing is counted after it ("101 2 hours ago").
_SPACED = re.compile(
    r"(?<![\d.,/])(3[5-9]|4[0-2]|9[5-9]|10[0-8])(?:\s*[/'’´`°º˚,.:;-]\s*|\s+)(\d)"
    r"(?=\s*(?:$|[.!?°º˚]|[fcFC]\b))"
)


@dataclass(frozen=True)
class Degrees:
    """A temperature in Celsius that the words `first` to `end` (exclusive) state."""

    celsius: float
    first: int
    end: int


def named(text: str, tokens: Sequence[Token]) -> bool:
    """Whether a text speaks of temperatures, so that a plain number may be one."""
    return any(t.text in _FEVER_WORDS for t in tokens) or bool(_DEGREE.search(text))


def spaced(text: str) -> str:
    """Join a temperature's decimal that stands apart: `37 9`, `38° 5`, `37/9`."""
    return _SPACED.sub(r"\1.\2", text)


def measured(words: Lexicon, tokens: Sequence[Token], *, sure: bool = False) -> list[Degrees]:
    """Read the temperatures among the words.

    `sure` asks for a unit or a comma or point, so that "took 40" is no temperature.
    """
    found: list[Degrees] = []
    at = 0
    while at < len(tokens):
        value, length = number_at(tokens, at)
        after = at + max(length, 1)
        if value is not None and not vague(tokens, after - 1):
            unit = _unit(words, tokens, after)
            exact = value != int(value) or unit != ""
            degrees = celsius(value, unit)
            if degrees is not None and not _counts_something(tokens, after) and (exact or not sure):
                found.append(Degrees(degrees, at, after))
        at = after
    return found


def timed(tokens: Sequence[Token]) -> list[Degrees]:
    """Read plain numbers of a fever beside a time: "97 now but 103 last night"."""
    if any(t.text in _AGES for t in tokens):
        return []
    found: list[Degrees] = []
    for at, token in enumerate(tokens):
        if token.kind != "number" or token.text.count(".") > 1 or vague(tokens, at):
            continue
        degrees = celsius(float(token.text), "")
        before = {t.text for t in tokens[max(0, at - 3) : at]}
        beside = {t.text for t in (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 3])}
        other = before & _OTHER_MEASURES or _counts_something(tokens, at + 1)
        if degrees is not None and degrees >= LEAST_TIMED and beside & _TIMES and not other:
            found.append(Degrees(degrees, at, at + 1))
    return found


def vague(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is only the lower bound of what was meant: "100 something", "over 100"."""
    after = [t.text for t in tokens[at + 1 : at + 3]]
    if after[:1] and after[0] in (*_AND_MORE, "+"):
        return True
    if len(after) == 2 and after[0] in _JOINING and after[1] in _AND_MORE:
        return True
    before = [t.text for t in tokens[max(0, at - 2) : at]]
    return before[-1:] in [[w] for w in _ABOVE] or before in _MORE_THAN


def _unit(words: Lexicon, tokens: Sequence[Token], at: int) -> str:
    while at < len(tokens) and tokens[at].text in _BETWEEN:
        at += 1
    for kind, unit in (("unit_fahrenheit", "f"), ("unit_celsius", "c")):
        if words.cues.length(kind, tokens, at):
            return unit
    return ""


def celsius(value: float, unit: str) -> float | None:
    """Convert by unit, or by range without one; None for an impossible number."""
    if CELSIUS[0] <= value <= CELSIUS[1] and unit != "f":
        return round(value, 1)
    if FAHRENHEIT[0] <= value <= FAHRENHEIT[1] and unit != "c":
        return round((value - 32) / 1.8, 1)
    return None


def _counts_something(tokens: Sequence[Token], at: int) -> bool:
    following = {t.text for t in tokens[at : at + 1]}
    return bool(following & _COUNTED)


# "º" is read as the letter it is made of.
_BETWEEN = (",", "o", "degrees", "degree", "grados", "de", "deg")
_FEVER_WORDS = frozenset(
    words_of("""temperature temperatura fever feverish febrile degrees degree thermometer fiebre
    grados termometro calenturon fiebron""")
)
_AND_MORE = words_of("something some plus algo pico tantos")
_JOINING = words_of("and point y punto con coma")
_ABOVE = words_of("over above sobre")
_MORE_THAN = [words_of("more than"), words_of("higher than"), words_of("mas de")]
_TIMES = frozenset(
    words_of("""now earlier was last yesterday today tonight night morning noon afternoon evening
    this before hit reached anoche ahora ahorita antes ayer hoy era estaba tenia manana noche
    madrugada""")
)
_AGES = frozenset(words_of("years year old age ages born anos edad"))
_OTHER_MEASURES = frozenset(
    words_of("""pulse heart rate hr bpm pressure bp oxygen sugar glucose weight weigh weighed took
    take taking taken mg dose pills pulso corazon presion azucar glucosa peso pese tome tomo
    oxigeno latidos room code number""")
)
_COUNTED = frozenset(
    words_of("""minutes minute hours hour days day weeks week months month years year pills mg ml
    bpm beats percent lbs pounds kg times minutos horas hora dias dia semanas
    semana meses mes anos ano pastillas latidos veces libras kilos""")
)
