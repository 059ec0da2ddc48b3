"""How long we wait for an answer: data/waits.yml, for clinicians to change."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from afterdose.settings import ROOT

FILE = ROOT / "data" / "waits.yml"


class WaitsError(Exception):
    """The file of waits is wrong; the message names the file and the field."""


class Wait(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minutes after a question: when it is repeated, when we act without an answer."""

    reminder: float
    act: float

    def __post_init__(self) -> None:
        """Refuse a reminder that would come after the deed."""
        if not 0 < self.reminder < self.act:
            raise ValueError("reminder must be above 0 and below act")


class CheckIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hours until a patient is asked how it is (3.13, 4.1), and what follows."""

    after_hours: dict[Literal["routine", "soon"], float]  # disposition → after its advice
    again_hours: float  # after SAME
    silent_hours: float  # without an answer

    def __post_init__(self) -> None:
        """Refuse a wait that is none."""
        if min(*self.after_hours.values(), self.again_hours, self.silent_hours) <= 0:
            raise ValueError("hours must be above 0")

    def hours_after(self, disposition: str | None) -> float | None:
        """Return the hours until the check text of a disposition; None if it has none."""
        return {str(name): hours for name, hours in self.after_hours.items()}.get(disposition or "")


class Waits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The waits of clinical-basis.md 2.1 and 2.2."""

    red_flag: Wait
    urgent: Wait
    other: Wait
    gate_red_flag_areas: frozenset[str]
    routine_case_days: float
    check_in: CheckIn

    def named(self, name: str) -> Wait:
        """Return one wait: red_flag, urgent or other."""
        return {"red_flag": self.red_flag, "urgent": self.urgent, "other": self.other}[name]


@cache
def waits(file: Path = FILE) -> Waits:
    """Read the waits once.

    Raises WaitsError with the file and the field that is wrong.
    """
    try:
        return msgspec.yaml.decode(file.read_bytes(), type=Waits)
    except (OSError, msgspec.MsgspecError) as error:
        raise WaitsError(f"{file.name}: {error}") from None
