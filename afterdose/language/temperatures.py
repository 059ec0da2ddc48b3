"""Body temperatures: Celsius or Fahrenheit told by range, words, or "no thermometer"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from afterdose.language.choice import as_choices
from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token
from afterdose.language.number_words import number_at
from afterdose.language.phrases import languages, phrases, tokens_of
from afterdose.language.wordlists import words_of

CELSIUS = (35.0, 42.0)
FAHRENHEIT = (95.0, 108.0)
"""Ranges in which a bare number is a temperature (clinical-basis.md 2.2)."""
FELT_HOT = 38.3
"""What "hot" counts as where no option says it (clinical-basis.md 3.4, F1)."""
NORMAL = 37.0
"""What "normal" counts as where no option stands for it."""
LEAST_TIMED = 37.7
"""From here on (100 F) a plain number beside a word of time is a temperature."""
NOT_HOT = "not_hot"
_RUN_TOGETHER = re.compile(
    r"(?<![\d.,/])(?:(?P<f>9[5-9]\d|10[0-8]\d)|(?P<c>3[5-9]\d|4[0-2]\d))(?!\d)"
)
# "37 9" and "37/9": with a space only where nothing is counted after it ("101 2 hours ago").
_SPACED = re.compile(
    r"(?<![\d.,/])(3[5-9]|4[0-2]|9[5-9]|10[0-8])(?:\s*[/'’´`°º˚,.:;-]\s*|\s+)(\d)"
    r"(?=\s*(?:$|[.!?°º˚]|[fcFC]\b))"
)
_KINDS = ("no_measure", "normal", "hot")


def temperature(text: str, language: str = "en", options: Iterable[Any] = ()) -> float | str | None:
    """Read a temperature in Celsius, "not_sure" without thermometer, or None if unclear.

    Of several readings the highest counts. "Hot" is what an option counts it as; "normal" is
    the option `not_hot`, since nothing was measured, if there is one.
    """
    text = spaced(text)
    choices = as_choices(options)
    felt_hot = max((c.counts_as for c in choices if c.counts_as is not None), default=FELT_HOT)
    not_hot = any(c.id == NOT_HOT for c in choices)
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        if any(_vague(tokens, at) for at, t in enumerate(tokens) if t.kind == "number"):
            return None
        readings = measured(words, tokens)
        if readings:
            return max(readings)
    run_together = _RUN_TOGETHER.fullmatch(re.sub(r"[^\d]", "", text))
    if run_together:
        value = float(run_together.group()) / 10
        return _celsius(value, "f" if run_together["f"] else "c")
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        if any(t.kind == "number" for t in tokens):
            return None
        kinds = {p.kind for p in phrases(words, tokens, _KINDS) if not _denied(tokens, p.first)}
        if "hot" in kinds and "normal" in kinds:
            return None
        if "hot" in kinds:
            return felt_hot
        if "normal" in kinds and not_hot:
            return NOT_HOT
        if "no_measure" in kinds:
            return "not_sure"
        if "normal" in kinds:
            return NORMAL
    return None


def spaced(text: str) -> str:
    """Join a temperature's decimal that stands apart: `37 9`, `38° 5`, `37/9`."""
    return _SPACED.sub(r"\1.\2", text)


def _vague(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is only the lower bound of what was meant: "100 something", "over 100"."""
    after = [t.text for t in tokens[at + 1 : at + 3]]
    if after[:1] and after[0] in (*_AND_MORE, "+"):
        return True
    if len(after) == 2 and after[0] in _JOINING and after[1] in _AND_MORE:
        return True
    before = [t.text for t in tokens[max(0, at - 2) : at]]
    return before[-1:] in [[w] for w in _ABOVE] or before in _MORE_THAN


def _denied(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word before turns it round: "not normal", "no chills"."""
    return at > 0 and tokens[at - 1].text in ("not", "no", "never", "sin", "nunca", "above", "over")


def measured(words: Lexicon, tokens: Sequence[Token], *, sure: bool = False) -> list[float]:
    """Read the temperatures among the words, in Celsius.

    `sure` asks for a unit or a comma or point, so that "took 40" is no temperature.
    """
    found: list[float] = []
    at = 0
    while at < len(tokens):
        value, length = number_at(tokens, at)
        after = at + max(length, 1)
        if value is not None and not _vague(tokens, after - 1):
            unit = _unit(words, tokens, after)
            exact = value != int(value) or unit != ""
            celsius = _celsius(value, unit)
            if celsius is not None and not _counts_something(tokens, after) and (exact or not sure):
                found.append(celsius)
        at = after
    return found


def timed(tokens: Sequence[Token]) -> list[float]:
    """Read plain numbers of a fever beside a time: "97 now but 103 last night". In Celsius."""
    if any(t.text in _AGES for t in tokens):
        return []
    found = []
    for at, token in enumerate(tokens):
        if token.kind != "number" or token.text.count(".") > 1 or _vague(tokens, at):
            continue
        celsius = _celsius(float(token.text), "")
        before = {t.text for t in tokens[max(0, at - 3) : at]}
        beside = {t.text for t in (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 3])}
        other = before & _OTHER_MEASURES or _counts_something(tokens, at + 1)
        if celsius is not None and celsius >= LEAST_TIMED and beside & _TIMES and not other:
            found.append(celsius)
    return found


def _unit(words: Lexicon, tokens: Sequence[Token], at: int) -> str:
    while at < len(tokens) and tokens[at].text in _BETWEEN:
        at += 1
    for kind, unit in (("unit_fahrenheit", "f"), ("unit_celsius", "c")):
        if words.cues.length(kind, tokens, at):
            return unit
    return ""


def _celsius(value: float, unit: str) -> float | None:
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
