"""Cutting a text into its clauses: each may tell of another problem."""

from __future__ import annotations

import re

SHORTEST = 3  # words; "and tired" alone says too little to learn from

_CUTS = re.compile(
    r"(?<!\d)[.,:]+|[.,:]+(?!\d)|[;!?\n()]+"  # but not within 38.2 or 10:30
    r"|\b(?:and|but|also|plus|then|because|with|y|e|pero|tambi[eé]n|adem[aá]s|con|porque)\b",
    re.IGNORECASE,
)


def clauses(text: str) -> list[str]:
    """List the clauses of a text of several; none for a text of one.

    Example: "fever since noon, and my pee looks like coke" has two.
    """
    parts = [part.strip() for part in _CUTS.split(text)]
    told = [part for part in parts if len(part.split()) >= SHORTEST]
    return told if told != [text.strip()] else []
