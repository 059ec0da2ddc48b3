"""Numbers of conditions in words: their value, their unit and the limit that they come from."""

from __future__ import annotations

import operator
import re
from fractions import Fraction

import msgspec

from afterdose.pages.phrase import Run
from afterdose.pages.words import Words
from afterdose.proof.syntax import Node
from afterdose.triage.schema import ProtocolSet

_DO = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
LIMIT = "limit."


class Quantity(msgspec.Struct, frozen=True):
    """A number that does not depend on the patient; ``limits`` are the names it is made of."""

    value: Fraction
    limits: tuple[str, ...] = ()
    plain: bool = True  # one limit or number as it stands, nothing computed


def constant(ps: ProtocolSet, node: Node) -> Quantity | None:
    """Compute a number from limits and figures; None if it depends on the patient."""
    if node.kind == "number":
        return Quantity(Fraction(node.value))
    if node.kind == "name" and node.value.startswith(LIMIT):
        name = node.value.removeprefix(LIMIT)
        return Quantity(Fraction(str(ps.limits[name].value)), (name,))
    if node.kind != "arithmetic":
        return None
    parts = [constant(ps, part) for part in node.parts]
    if parts[0] is None or parts[1] is None:
        return None
    value = _DO[node.value](parts[0].value, parts[1].value)
    return Quantity(value, parts[0].limits + parts[1].limits, plain=False)


def written(ps: ProtocolSet, words: Words, quantity: Quantity, unit: str | None = None) -> str:
    """Write a number with its unit; a body temperature in both units."""
    limit = ps.limits[quantity.limits[0]] if quantity.limits else None
    if unit is None:
        unit = limit.unit if limit and quantity.plain else ""
    number = figure(quantity.value)
    if unit == "C":
        return degrees(float(quantity.value)) if quantity.value > 30 else f"{number} °C"
    if unit.startswith("part of"):
        return f"{figure(quantity.value * 100)} %"
    return " ".join(filter(None, (number, unit_in(words, unit))))


def degrees(celsius: float) -> str:
    """Write a body temperature: 38.0 °C (100.4 °F)."""
    return f"{celsius:.1f} °C ({celsius * 1.8 + 32:.1f} °F)"


def figure(value: Fraction | float) -> str:
    """Write a number without needless places."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def unit_in(words: Words, unit: str) -> str:
    """Return a unit in the language of the page; the unit itself if nobody translated it."""
    key = "unit." + re.sub(r"\W+", "_", unit).strip("_")
    return words.known(key) or unit.replace("10^9", "10⁹")


def origin(words: Words, quantity: Quantity) -> list[Run]:
    """Name the limits that a number comes from, in brackets."""
    runs: list[Run] = []
    for name in quantity.limits:
        runs += [Run(", " if runs else f" ({words('limit')} "), Run(name, "limit", name)]
    return [*runs, Run(")")] if runs else []
