"""Thresholds, laboratory tests and what the records tell, as a shared file writes them."""

from __future__ import annotations

from typing import Literal

from afterdose.triage.base import Base, Confidence


class Limit(Base, frozen=True, kw_only=True):
    """A named threshold that the clinic may change: its value, unit and who must sign it."""

    value: float
    unit: str
    meaning: str
    source: str
    confidence: Confidence
    sign_by: str


class LabTest(Base, frozen=True, kw_only=True):
    """A laboratory test: its unit, how other units convert, and what is plausible."""

    unit: str
    units: dict[str, float]  # unit → factor to the unit of this test
    plausible: tuple[float, float]


class ContextKey(Base, frozen=True, kw_only=True):
    """One thing the records tell about a patient: its type, meaning and value if absent."""

    type: Literal["integer", "boolean", "text", "date", "labs"]
    meaning: str
    default: int | bool | str | None = None


class Bucket(Base, frozen=True, kw_only=True):
    """A stretch of days since the last infusion; ``last`` is absent in the open one."""

    first: int
    last: int | None = None
    changes: str
    unknown: bool = True  # whether an unknown treatment day may lie in here


class Temperature(Base, frozen=True, kw_only=True):
    """Which plain numbers are which unit, and what an unclear one counts as (Celsius)."""

    celsius: tuple[float, float]
    fahrenheit: tuple[float, float]
    unclear_counts_as: float
    best: tuple[float, float] | None = None  # the range without any alarm, worse farther out
