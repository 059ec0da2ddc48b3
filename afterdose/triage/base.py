"""What all parts of a protocol share."""

from __future__ import annotations

from typing import Literal

import msgspec

DispositionName = Literal["routine", "soon", "urgent", "emergency"]
Confidence = Literal["A", "B", "C", "D", "A/B", "A/D", "B/C", "B/D", "C/D"]
Texts = dict[str, str]  # language → text
Phrases = dict[str, tuple[str, ...]]  # language → phrases


class Base(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every part of a protocol: immutable, and a key that it does not know is an error."""


class SignOff(Base, frozen=True, kw_only=True):
    """Who approved a file; empty while nobody has."""

    name: str | None = None
    role: str | None = None
    on: str | None = None
