"""How many SMS segments a text takes."""

from __future__ import annotations

# The default alphabet and its extension table, 3GPP TS 23.038 6.2.1; an extended character
# takes two places.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")


def segments(text: str) -> int:
    """Count the segments of a text: 160 or 153 places in GSM-7, else 70 or 67 in UCS-2.

    One emoji or one accent outside the alphabet turns the whole text into UCS-2. No character
    is cut in two, so a segment may stay one place short.
    """
    if all(char in BASIC or char in EXTENDED for char in text):
        return _count([1 + (char in EXTENDED) for char in text], alone=160, joined=153)
    return _count([1 + (ord(char) > 0xFFFF) for char in text], alone=70, joined=67)


def _count(places: list[int], *, alone: int, joined: int) -> int:
    if sum(places) <= alone:
        return 1
    count, used = 1, 0
    for wide in places:
        if used + wide > joined:
            count, used = count + 1, 0
        used += wide
    return count
