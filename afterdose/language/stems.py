"""Words without their endings: "izquierda" picks "izquierdo", "walking" picks "walk".

Only to pick one of a question's few options; the screen reads words as they stand.
"""

from __future__ import annotations

_ENDINGS = (
    *("itos", "itas", "ito", "ita"),
    *("iendo", "ando", "ing", "ed", "ar", "er", "ir"),
    *("as", "os", "es", "s", "a", "o", "e"),
)
LEAST = 4
"""Letters that must be left."""


def stem(word: str) -> str:
    """Take the longest ending off that leaves enough of the word."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST:
            return word[: -len(ending)]
    return word
