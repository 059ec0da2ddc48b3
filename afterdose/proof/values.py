"""What a condition may compute to, as formulas: truths, numbers, one text of several, lists.

Every value may be unknown, as in the engine: an answer that is not there has none. A truth is a
pair, surely true and surely false; unknown is neither (Kleene's logic).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import z3

Formula = Any  # a z3.BoolRef, or a plain bool where the truth is known already


def both(*formulas: Formula) -> Formula:
    """Return the conjunction; plain where it can be."""
    left = [f for f in formulas if f is not True]
    if any(f is False for f in left):
        return False
    if not left:
        return True
    return left[0] if len(left) == 1 else z3.And(*left)


def either(*formulas: Formula) -> Formula:
    """Return the disjunction; plain where it can be."""
    left = [f for f in formulas if f is not False]
    if any(f is True for f in left):
        return True
    if not left:
        return False
    return left[0] if len(left) == 1 else z3.Or(*left)


def negated(formula: Formula) -> Formula:
    """Return the negation; plain where it can be."""
    return (not formula) if isinstance(formula, bool) else z3.Not(formula)


def formula(value: Formula) -> z3.BoolRef:
    """Return a formula of the solver, also for a plain truth."""
    return z3.BoolVal(value) if isinstance(value, bool) else value


@dataclass(frozen=True)
class Truth:
    """A condition: surely true, surely false, or neither while it is unknown."""

    true: Formula
    false: Formula

    @property
    def known(self) -> Formula:
        """Whether it has a value."""
        return either(self.true, self.false)


@dataclass(frozen=True)
class Number:
    """A number, if it is known; a constant stays a plain fraction."""

    known: Formula
    amount: Any  # Fraction or z3.ArithRef


@dataclass(frozen=True)
class Text:
    """One of several texts, if it is known. Texts that no condition names are left out."""

    known: Formula
    options: Mapping[str, Formula]


@dataclass(frozen=True)
class Many:
    """A list of texts without repetition, if it is known."""

    known: Formula
    options: Mapping[str, Formula]


@dataclass(frozen=True)
class Written:
    """A text or a list of texts that the condition itself writes down."""

    texts: tuple[str, ...]
    many: bool


Value = Truth | Number | Text | Many | Written


def constant(number: float | int | Fraction) -> Number:
    """Return a known number, as exact as it is written."""
    exact = number if isinstance(number, Fraction) else Fraction(str(number))
    return Number(True, exact)


def arithmetic(amount: Any) -> Any:
    """Return an amount as a term of the solver."""
    return z3.RealVal(str(amount)) if isinstance(amount, Fraction) else amount


def first(values: Iterable[Value]) -> Value:
    """Return the first of several that is known: alternatives of a term.

    Raises TypeError if they are of different kinds.
    """
    alternatives = list(values)
    found = alternatives[-1]
    for value in reversed(alternatives[:-1]):
        if isinstance(value, Truth) and isinstance(found, Truth):
            unknown = negated(value.known)
            found = Truth(
                either(value.true, both(unknown, found.true)),
                either(value.false, both(unknown, found.false)),
            )
        elif isinstance(value, Number) and isinstance(found, Number):
            found = Number(
                either(value.known, found.known), choose(value.known, value.amount, found.amount)
            )
        else:
            raise TypeError("its wordings are of different kinds")
    return found


def choose(condition: Formula, one: Any, other: Any) -> Any:
    """Return one amount or the other."""
    if isinstance(condition, bool):
        return one if condition else other
    return z3.If(condition, arithmetic(one), arithmetic(other))
