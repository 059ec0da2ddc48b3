"""Joining the short texts of one turn into as few SMS as can be read in order."""

from __future__ import annotations

from collections.abc import Iterable

from afterdose.messaging.segments import segments

# Two segments hold 306 letters (or 134 with accents outside the SMS alphabet); longer texts
# are cut by some carriers into parts that arrive out of order.
MOST_SEGMENTS = 2


def joined(texts: Iterable[str]) -> list[str]:
    """Join neighbours while they fit into one SMS; a text too long by itself stays alone.

    Carriers do not promise the order of two texts: a short answer and the next question
    are better one text.
    """
    merged: list[str] = []
    for text in (t.strip() for t in texts):
        if not text:
            continue
        both = f"{merged[-1]}\n{text}" if merged else text
        if merged and segments(both) <= MOST_SEGMENTS:
            merged[-1] = both
        else:
            merged.append(text)
    return merged
