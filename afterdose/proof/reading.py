"""The school grade that a short text asks for, in English and Spanish.

English: Flesch-Kincaid (Kincaid and others 1975), by the library ``readability``. Spanish: Crawford
(1984, "Fórmula y gráfico para determinar la comprensibilidad de textos de nivel primario"), with
the syllables of the library ``silabeador``. Nothing is downloaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import silabeador
from readability import KincaidGradeLevel
from readability.langdata import LANGDATA

_ENDS = re.compile(r"(?<=[.!?:])\s+|\n+|\s(?=\d{1,2} \D)")  # a numbered choice is a line of its own
_WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FEWEST_WORDS = 5  # of fewer, no formula says anything
FAMILIAR = {"en": "doctor", "es": "grave"}  # two syllables, as a long name that one knows is read


def sentences(text: str, familiar: Iterable[str], language: str) -> list[list[str]]:
    """Return the words of each sentence; a {placeholder} is a number, a known name a short word."""
    plain = re.sub(r"\{\w+\}", "911", text)
    for name in sorted(familiar, key=len, reverse=True):
        plain = re.sub(rf"\b{re.escape(name)}\b", FAMILIAR[language], plain, flags=re.IGNORECASE)
    found = [_WORD.findall(part) for part in _ENDS.split(plain)]
    return [words for words in found if words]


def grade(text: str, language: str, familiar: Iterable[str] = ()) -> float | None:
    """Return the school grade of a text; None for a text of a few words.

    ``familiar``: names without a shorter word that the patient knows, such as ibuprofen.
    """
    lines = sentences(text, familiar, language)
    words = [word for line in lines for word in line]
    if len(words) < _FEWEST_WORDS:
        return None
    syllables = sum(_syllables(word.lower(), language) for word in words)
    if language == "es":
        per_hundred = 100 / len(words)
        return -0.205 * len(lines) * per_hundred + 0.049 * syllables * per_hundred - 3.407
    return float(KincaidGradeLevel(syllables, len(words), len(lines)))


@cache
def _syllables(word: str, language: str) -> int:
    if word[0].isdigit():
        return 1
    if language == "es":
        return len(silabeador.syllabify(word, 0))
    return max(1, int(LANGDATA["en"]["syllables"](word)))  # it finds none in "the" and "I"
