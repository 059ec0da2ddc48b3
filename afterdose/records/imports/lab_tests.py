"""The laboratory tests that rules read: units, conversion, plausible values.

They stand with the protocols, so that an import takes in exactly what a decision can read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import yaml

from afterdose.settings import ROOT

SOURCE = ROOT / "data" / "protocols" / "shared" / "records.yml"


@dataclass(frozen=True)
class LabTest:
    """One test: the stored unit, the factor from each accepted unit, the plausible range."""

    name: str
    unit: str
    factors: dict[str, float]
    written: tuple[str, ...]
    lowest: float
    highest: float

    def factor(self, unit: str) -> float:
        """Return what a value in this unit is multiplied by; ValueError for an unknown unit."""
        factor = self.factors.get(level(unit))
        if factor is None:
            raise ValueError(
                f'"{unit}" is not a unit of {self.name}; known are {", ".join(self.written)}'
            )
        return factor

    def convert(self, value: float, factor: float) -> str:
        """Return the value in the stored unit, to six significant digits.

        Raises ValueError for a value that no patient has: most likely the unit is wrong.
        """
        converted = value * factor
        if not self.lowest <= converted <= self.highest:
            raise ValueError(
                f"{converted:g} {self.unit} is not plausible for {self.name} "
                f"({self.lowest:g} to {self.highest:g})"
            )
        return f"{converted:.6g}"


@cache
def lab_tests() -> dict[str, LabTest]:
    """Return all tests by name."""
    content = yaml.safe_load(SOURCE.read_text("utf-8"))["labs"]
    return {
        name: LabTest(
            name=name,
            unit=test["unit"],
            factors={level(unit): float(factor) for unit, factor in test["units"].items()},
            written=tuple(test["units"]),
            lowest=float(test["plausible"][0]),
            highest=float(test["plausible"][1]),
        )
        for name, test in content.items()
    }


def level(unit: str) -> str:
    """Level spelling variants of a unit: x 10*9/l, ×10⁹/L and 10^9/L are the same."""
    levelled = "".join(unit.split()).casefold()
    for variant, plain in (("µ", "u"), ("μ", "u"), ("×", "x"), ("³", "3"), ("⁹", "9")):
        levelled = levelled.replace(variant, plain)
    return levelled.replace("^", "").replace("*", "").replace("x10", "10").replace("10e", "10")


def number(cell: str) -> float:
    """A number with a decimal point."""
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in cell:
        raise ValueError(f'"{cell}" is not a number; write the limit itself for values such as <5')
    return value
