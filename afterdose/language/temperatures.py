"""Body temperatures: Celsius or Fahrenheit told by range, words, or "no thermometer"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from afterdose.language.choice import as_choices
from afterdose.language.degrees import celsius, measured, spaced, vague
from afterdose.language.normalise import Token
from afterdose.language.phrases import languages, phrases, tokens_of

FELT_HOT = 38.3
"""What "hot" counts as where no option says it (clinical-basis.md 3.4, F1)."""
NORMAL = 37.0
"""What "normal" counts as where no option stands for it."""
NOT_HOT = "not_hot"
# "1012" may be 101.2 or a slip for 102: it is asked again.
_RUN_TOGETHER = re.compile(r"(?<![\d.,/])(?:(?P<f>9[5-9]\d)|(?P<c>3[5-9]\d|4[0-2]\d))(?!\d)")
LONGEST_BARE = 3
"""Words of a text that says a number and no more."""
_KINDS = ("no_measure", "normal", "hot", "measures_soon")


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
        readings = measured(words, tokens)
        highest = max((reading.celsius for reading in readings), default=None)
        if any(_above(tokens, at, highest) for at in range(len(tokens))):
            return None
        if highest is not None:
            return highest
    run_together = _RUN_TOGETHER.fullmatch(re.sub(r"[^\d]", "", text))
    if run_together and len(text.split()) <= LONGEST_BARE:
        value = float(run_together.group()) / 10
        return celsius(value, "f" if run_together["f"] else "c")
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        if any(t.kind == "number" for t in tokens):
            return None
        kinds = {p.kind for p in phrases(words, tokens, _KINDS) if not _denied(tokens, p.first)}
        if "hot" in kinds and "normal" in kinds:
            return None
        if "measures_soon" in kinds and "hot" not in kinds:
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


def _above(tokens: Sequence[Token], at: int, highest: float | None) -> bool:
    """Whether a bound such as "over 101" may lie above all that was measured."""
    if tokens[at].kind != "number" or not vague(tokens, at):
        return False
    bound = celsius(float(tokens[at].text), "") if tokens[at].text.count(".") < 2 else None
    return highest is None or bound is None or bound >= highest


def _denied(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word before turns it round: "not normal", "no chills"."""
    return at > 0 and tokens[at - 1].text in ("not", "no", "never", "sin", "nunca", "above", "over")
