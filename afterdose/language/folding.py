"""Small letters without accents, apostrophes, invisible or repeated signs."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters and combining accents belong to the word they stand in.
IN_WORD = "\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f"
_DROPPED = re.compile(rf"['’‘`´ʼ{IN_WORD}]")


def fold(word: str) -> str:
    """Lower the case and drop accents, apostrophes and invisible characters."""
    plain = word if word.isascii() else unicodedata.normalize("NFKD", word)
    return _DROPPED.sub("", plain.casefold())


def shortened(word: str) -> list[str]:
    """Take repeated letters back ("heeelp", "keepp"): to two of them, to one, or one run only."""
    one_run = (
        word[: m.start()] + m.group(1) + word[m.end() :] for m in re.finditer(r"(.)\1+", word)
    )
    return [
        shorter
        for shorter in dict.fromkeys(
            [re.sub(r"(.)\1{2,}", r"\1\1", word), re.sub(r"(.)\1+", r"\1", word), *one_run]
        )
        if shorter != word
    ]
