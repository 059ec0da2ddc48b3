"""A disposition with all that led to it."""

from __future__ import annotations

from typing import Any

import msgspec

from afterdose.triage.schema import DispositionName


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, from which answers, by which rules of which protocol release."""

    disposition: DispositionName
    rules: tuple[str, ...]  # all that fired, the worst first
    because: tuple[str, ...]  # their reasons in plain English, in the same order
    areas: tuple[str, ...]
    answers: dict[str, Any]  # as the rules counted them
    worst_case: tuple[str, ...]  # questions that counted as their worst case
    protocol_hash: str
    protocol_version: str
    treatment_day: int | None
    shown: tuple[str, ...] = ()  # conditions of the guidance that hold in this case

    def to_json(self) -> dict[str, Any]:
        """Return plain data for an effect or a record."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data
