"""What the carrier knows about a text or a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CarrierMessage:
    """A text, or a call without words, as the carrier's book has it."""

    sid: str
    phone: str  # the other side: recipient of ours, sender of theirs
    body: str
    status: str
    error_code: int | None
    media_count: int
    created_at: datetime | None
