"""How words that were found are meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["present", "negated", "past", "other_person", "hypothetical", "idiom"]


@dataclass(frozen=True)
class Reading:
    """A status, and whether it is plain enough to drop an emergency."""

    status: Status
    plain: bool = True
