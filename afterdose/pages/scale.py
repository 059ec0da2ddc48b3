"""How finely a number is tried, in which unit, and within which bounds."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from afterdose.pages.quantity import degrees, figure, unit_in
from afterdose.pages.words import Words


class Scale(msgspec.Struct, frozen=True):
    """``parts`` of one unit are told apart; outside ``bounds`` nothing is believed."""

    unit: str
    parts: int
    bounds: tuple[float, float]

    def rounder(self, number: float, step: int) -> float:
        """Return the neighbor of a number if it has fewer places: 38.29 stands for below 38.3."""
        neighbor = float(Fraction(round(number * self.parts) + step, self.parts))
        return neighbor if len(figure(neighbor)) < len(figure(number)) else number

    def written(self, words: Words, number: float) -> str:
        """Write a number with its unit."""
        if self.unit == "C":
            one_place = round(number, 1) == number
            return degrees(number) if one_place else f"{number:.2f} °C"
        return " ".join(filter(None, (figure(number), unit_in(words, self.unit))))
