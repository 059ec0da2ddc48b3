"""Lists of words, written as one text so that they can be read."""

from __future__ import annotations


def words_of(text: str) -> list[str]:
    """Part a text at its spaces."""
    return text.split()
