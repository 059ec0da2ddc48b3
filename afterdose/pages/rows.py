"""Least cases put together: those that differ in one sign, or in the days, become one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from afterdose.pages.compared import Pair
from afterdose.pages.core import Core
from afterdose.pages.items import Item, Known

Span = tuple[float, float]


class Choice(msgspec.Struct, frozen=True, order=True):
    """One way to fulfil a part of a row: an item with the spans of its numbers."""

    item: Item
    spans: tuple[Span, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """What changes alike: of each of ``parts`` one choice, on one of the spans of ``days``.

    ``others``: an example of the other signs that it takes, if it takes any.
    """

    pair: Pair
    more: Pair | None
    days: tuple[Span, ...]
    parts: frozenset[frozenset[Choice]]
    cores: tuple[Core, ...]
    others: Known | None = None

    @property
    def lowered(self) -> bool:
        """Whether the disposition is lower than before, here or with more signs."""
        return self.pair[0] > self.pair[1]

    @property
    def before(self) -> tuple[str, ...]:
        """The rules that fired before, each once."""
        return tuple(dict.fromkeys(r for core in self.cores for r in core.before.rules))

    @property
    def after(self) -> tuple[str, ...]:
        """The rules that fire now, each once."""
        return tuple(dict.fromkeys(r for core in self.cores for r in core.after.rules))


def rows(cores: Iterable[Core]) -> list[Row]:
    """Return the rows, the lowered ones first, from the highest disposition down."""
    found = [_row(core) for core in cores]
    while (merged := _merged(found)) is not None:
        found = merged
    return sorted(
        found,
        key=lambda r: (
            not r.lowered,
            r.others is not None,
            -max(r.pair),
            min(r.pair),
            len(r.parts),
            _order(r),
        ),
    )


def _row(core: Core) -> Row:
    parts = []
    for item in core.cause:
        names = [name for name in core.ranges if name != "D" and _belongs(name, item)]
        parts.append(frozenset([Choice(item, tuple(core.ranges[name] for name in names))]))
    return Row(core.pair, core.more, (core.ranges["D"],), frozenset(parts), (core,), core.others)


def _belongs(number: str, item: Item) -> bool:
    return number in item.numbers or (
        item.kind == "context" and number == f"context:{item.name}:number"
    )


def _merged(found: list[Row]) -> list[Row] | None:
    """Put the first two rows together that differ in one thing only; None if none do."""
    for i, one in enumerate(found):
        for j in range(i + 1, len(found)):
            both = _together(one, found[j])
            if both:
                return [*found[:i], both, *found[i + 1 : j], *found[j + 1 :]]
    return None


def _together(one: Row, other: Row) -> Row | None:
    if (one.pair, one.more, one.others is None) != (other.pair, other.more, other.others is None):
        return None
    cores = (*one.cores, *other.cores)
    if one.parts == other.parts:
        days = tuple(_joined(sorted((*one.days, *other.days))))
        return Row(one.pair, one.more, days, one.parts, cores, one.others)
    mine, others = one.parts - other.parts, other.parts - one.parts
    if one.days != other.days or len(mine) != 1 or len(others) != 1:
        return None
    (left,), (right,) = mine, others
    if _numbered(left) or _numbered(right):
        return None
    parts = (one.parts - mine) | {left | right}
    return Row(one.pair, one.more, one.days, parts, cores, one.others)


def _numbered(part: frozenset[Choice]) -> bool:
    return any(choice.spans for choice in part)


def _joined(spans: list[Span]) -> Iterator[Span]:
    low, high = spans[0]
    for span in spans[1:]:
        if span[0] > high + 1:
            yield low, high
            low, high = span
        else:
            high = max(high, span[1])
    yield low, high


def _order(row: Row) -> list[list[Choice]]:
    return sorted(sorted(part) for part in row.parts)
