"""Whether two texts are the same one, after the carrier has had its hands on it."""

from __future__ import annotations

import unicodedata


def essence(body: str) -> str:
    """Reduce a text to its letters and digits.

    The carrier replaces quotes, dashes, dots and spaces (Smart Encoding), and may drop accents.
    """
    parts = unicodedata.normalize("NFKD", body)
    return "".join(char for char in parts if char.isalnum()).casefold()


def same(ours: str, theirs: str) -> bool:
    """Tell whether the carrier's text is ours; a trial account puts a sentence in front."""
    if not essence(ours):
        return ours.strip() == theirs.strip()
    return essence(theirs).endswith(essence(ours))
