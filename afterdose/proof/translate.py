"""Conditions as formulas of the solver, with the three-valued logic of the engine."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import z3

from afterdose.proof.syntax import Node, OutsideSubset, parse
from afterdose.proof.values import (
    Many,
    Number,
    Text,
    Truth,
    Value,
    Written,
    arithmetic,
    both,
    choose,
    constant,
    either,
    first,
    negated,
)

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class Names:
    """What the names in a condition stand for; a name that is not there is always unknown."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = dict(values)
        self.tests: dict[str, Any] = {}  # laboratory test → whether there is a value
        self.ratios: dict[str, tuple[Number, Number]] = {}  # labs.x.ratio → (value, baseline)

    def value(self, expression: str) -> Value:
        """Translate an expression; raises OutsideSubset, naming it."""
        try:
            return self._value(parse(expression), {})
        except OutsideSubset as error:
            raise OutsideSubset(f"{expression}: {error}") from None
        except TypeError as error:
            raise OutsideSubset(f"{expression}: {error}") from None

    def truth(self, expression: str) -> Truth:
        """Translate a condition; raises OutsideSubset if it is no condition."""
        value = self.value(expression)
        if not isinstance(value, Truth):
            raise OutsideSubset(f"{expression}: is no condition")
        return value

    def holds(self, expression: str) -> Any:
        """Return the formula under which a condition surely holds."""
        return self.truth(expression).true

    def first(self, alternatives: tuple[str, ...]) -> Value:
        """Translate a term: the first of its wordings that is known."""
        try:
            return first([self.value(one) for one in alternatives])
        except TypeError as error:
            raise OutsideSubset(f"{alternatives}: {error}") from None

    def _value(self, node: Node, bound: dict[str, str]) -> Value:
        value: Value = getattr(self, f"_{node.kind}")(node, bound)
        return value

    def _truth_of(self, node: Node, bound: dict[str, str]) -> Truth:
        value = self._value(node, bound)
        if not isinstance(value, Truth):
            raise OutsideSubset("a part of it is no condition")
        return value

    def _truth(self, node: Node, _bound: dict[str, str]) -> Value:
        return Truth(bool(node.value), not node.value)

    def _text(self, node: Node, _bound: dict[str, str]) -> Value:
        return Written((str(node.value),), many=False)

    def _number(self, node: Node, _bound: dict[str, str]) -> Value:
        return constant(node.value)

    def _list(self, node: Node, bound: dict[str, str]) -> Value:
        parts = [self._value(part, bound) for part in node.parts]
        texts = [p.texts[0] for p in parts if isinstance(p, Written) and not p.many]
        if len(texts) != len(parts):
            raise OutsideSubset("a list may hold texts only")
        return Written(tuple(texts), many=True)

    def _name(self, node: Node, bound: dict[str, str]) -> Value:
        if node.value in bound:
            return Written((bound[node.value],), many=False)
        if node.value in self.values:
            return self.values[node.value]
        raise OutsideSubset(f"{node.value} has no meaning here")

    def _not(self, node: Node, bound: dict[str, str]) -> Value:
        value = self._truth_of(node.parts[0], bound)
        return Truth(value.false, value.true)

    def _and(self, node: Node, bound: dict[str, str]) -> Value:
        parts = [self._truth_of(part, bound) for part in node.parts]
        return Truth(both(*(p.true for p in parts)), either(*(p.false for p in parts)))

    def _or(self, node: Node, bound: dict[str, str]) -> Value:
        parts = [self._truth_of(part, bound) for part in node.parts]
        return Truth(either(*(p.true for p in parts)), both(*(p.false for p in parts)))

    def _choose(self, node: Node, bound: dict[str, str]) -> Value:
        when = self._truth_of(node.parts[0], bound)
        one, other = (self._value(part, bound) for part in node.parts[1:])
        if isinstance(one, Truth) and isinstance(other, Truth):
            return Truth(
                either(both(when.true, one.true), both(when.false, other.true)),
                either(both(when.true, one.false), both(when.false, other.false)),
            )
        if isinstance(one, Number) and isinstance(other, Number):
            known = either(both(when.true, one.known), both(when.false, other.known))
            return Number(known, choose(when.true, one.amount, other.amount))
        raise OutsideSubset("both ways of a choice must be conditions or numbers")

    def _has(self, node: Node, _bound: dict[str, str]) -> Value:
        prefix, _, test = str(node.parts[0].value).partition(".")
        if prefix != "labs" or test not in self.tests:
            raise OutsideSubset("has(…) is known for labs.TEST only")
        return Truth(self.tests[test], negated(self.tests[test]))

    def _exists(self, node: Node, bound: dict[str, str]) -> Value:
        many, inside = self._each(node, bound)
        return Truth(
            both(many.known, either(*(both(there, one.true) for there, one in inside))),
            both(many.known, *(either(negated(there), one.false) for there, one in inside)),
        )

    def _all(self, node: Node, bound: dict[str, str]) -> Value:
        many, inside = self._each(node, bound)
        return Truth(
            both(many.known, *(either(negated(there), one.true) for there, one in inside)),
            both(many.known, either(*(both(there, one.false) for there, one in inside))),
        )

    def _filter(self, node: Node, bound: dict[str, str]) -> Value:
        many, inside = self._each(node, bound)
        options = zip(many.options, inside, strict=True)
        return Many(many.known, {name: both(there, one.true) for name, (there, one) in options})

    def _size(self, node: Node, bound: dict[str, str]) -> Value:
        many = self._value(node.parts[0], bound)
        if not isinstance(many, Many):
            raise OutsideSubset("size() of something that is no list")
        counted = [z3.If(o, z3.RealVal(1), z3.RealVal(0)) for o in many.options.values()]
        return Number(many.known, z3.Sum(counted))

    def _each(self, node: Node, bound: dict[str, str]) -> tuple[Many, list[tuple[Any, Truth]]]:
        many = self._value(node.parts[0], bound)
        if not isinstance(many, Many):
            raise OutsideSubset(f"{node.kind} over something that is no list")
        inside = [
            (there, self._truth_of(node.parts[1], {**bound, node.value: option}))
            for option, there in many.options.items()
        ]
        return many, inside

    def _in(self, node: Node, bound: dict[str, str]) -> Value:
        one, many = (self._value(part, bound) for part in node.parts)
        if isinstance(many, Written) and many.many:
            if isinstance(one, Written) and not one.many:
                return Truth(one.texts[0] in many.texts, one.texts[0] not in many.texts)
            if isinstance(one, Text):
                is_one = either(*(one.options.get(text, False) for text in many.texts))
                return Truth(both(one.known, is_one), both(one.known, negated(is_one)))
        if isinstance(many, Many) and isinstance(one, Written) and not one.many:
            there = many.options.get(one.texts[0], False)
            return Truth(both(many.known, there), both(many.known, negated(there)))
        raise OutsideSubset("'in' is known for a text in a list only")

    def _compare(self, node: Node, bound: dict[str, str]) -> Value:
        sign = str(node.value)
        for side in (0, 1):  # a ratio against a constant: without a division
            name = node.parts[side].value if node.parts[side].kind == "name" else None
            if name in self.ratios:
                other = self._value(node.parts[1 - side], bound)
                return self._ratio(name, sign if side == 0 else _FLIPPED[sign], other)
        one, other = (self._value(part, bound) for part in node.parts)
        if isinstance(one, Number) and isinstance(other, Number):
            known = both(one.known, other.known)
            if isinstance(one.amount, Fraction) and isinstance(other.amount, Fraction):
                holds = _COMPARE[sign](one.amount, other.amount)
            else:
                holds = _COMPARE[sign](arithmetic(one.amount), arithmetic(other.amount))
        elif sign in ("==", "!="):
            known, same = self._same(one, other)
            holds = same if sign == "==" else negated(same)
        else:
            raise OutsideSubset(f"{sign} between things that are no numbers")
        return Truth(both(known, holds), both(known, negated(holds)))

    def _same(self, one: Value, other: Value) -> tuple[Any, Any]:
        if isinstance(one, Written):
            one, other = other, one
        if isinstance(other, Written) and isinstance(one, Written) and one.many == other.many:
            return True, one.texts == other.texts
        if isinstance(one, Text) and isinstance(other, Written) and not other.many:
            return one.known, one.options.get(other.texts[0], False)
        if isinstance(one, Many) and isinstance(other, Written) and len(other.texts) == 1:
            alone = [negated(t) for name, t in one.options.items() if name != other.texts[0]]
            return one.known, both(one.options.get(other.texts[0], False), *alone)
        if isinstance(one, Truth) and isinstance(other, Truth):
            return both(one.known, other.known), either(
                both(one.true, other.true), both(one.false, other.false)
            )
        raise OutsideSubset("== between things of different kinds, or with a list of several")

    def _ratio(self, name: str, sign: str, other: Value) -> Truth:
        if not isinstance(other, Number) or not isinstance(other.amount, Fraction):
            raise OutsideSubset(f"{name} is compared with something that is no constant")
        value, baseline = self.ratios[name]
        amount = arithmetic(value.amount), arithmetic(baseline.amount)
        if name.endswith(".fall"):  # 1 - value / baseline
            holds = _COMPARE[sign](amount[1] - amount[0], arithmetic(other.amount) * amount[1])
        else:
            holds = _COMPARE[sign](amount[0], arithmetic(other.amount) * amount[1])
        known = both(value.known, baseline.known, amount[1] > 0)
        return Truth(both(known, holds), both(known, negated(holds)))

    def _arithmetic(self, node: Node, bound: dict[str, str]) -> Value:
        one, other = (self._value(part, bound) for part in node.parts)
        if not isinstance(one, Number) or not isinstance(other, Number):
            raise OutsideSubset(f"{node.value} between things that are no numbers")
        fixed = [isinstance(n.amount, Fraction) for n in (one, other)]
        if (node.value in "*/" and not any(fixed)) or (node.value == "/" and not fixed[1]):
            raise OutsideSubset(f"{node.value} is known with a constant only")
        amounts = (
            (one.amount, other.amount)
            if all(fixed)
            else (arithmetic(one.amount), arithmetic(other.amount))
        )
        work = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
        return Number(both(one.known, other.known), work[str(node.value)](*amounts))
