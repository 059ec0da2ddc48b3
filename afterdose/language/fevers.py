"""Measured fevers in a text: "38,4 since lunch", "a hundred and three point two"."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.clause import Clause
from afterdose.language.concepts import Level
from afterdose.language.context import read
from afterdose.language.degrees import measured, named
from afterdose.language.findings import Finding
from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token

FEVER = 38.0
"""From here on a temperature, in Celsius, is a fever (clinical-basis.md 0)."""
NAME = "fever.fever"


def fevers(text: str, words: Lexicon, tokens: Sequence[Token]) -> list[Finding]:
    """Find each temperature of a fever: worth asking about, whatever else is told."""
    found = []
    for reading in measured(words, tokens, sure=not named(text, tokens)):
        if reading.celsius < FEVER:
            continue
        status = read(Clause(tokens, words, reading.first, reading.end)).status
        span = (tokens[reading.first].start, tokens[reading.end - 1].end)
        level: Level = "check" if status in ("present", "other_person") else "none"
        found.append(Finding(NAME, span, status, level, area="fever"))
    return found
