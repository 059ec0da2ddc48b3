"""Reading the log in small helpings, so that no export fills memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_

from afterdose.records.database import reading

HELPING = 500  # rows read and decrypted at a time

Row = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """Which part of the log: from and before these moments, with or without what people wrote."""

    since: datetime | None = None
    before: datetime | None = None
    words: bool = False


def helpings(found: Select[Any], *key: Any) -> Iterator[Any]:
    """Read rows in the order of a unique key, some at a time, holding no transaction open."""
    last: tuple[Any, ...] | None = None
    while True:
        helping = found.order_by(*key).limit(HELPING)
        with reading() as records:
            got = records.execute(
                helping if last is None else helping.where(_after(key, last))
            ).all()
        yield from got
        if len(got) < HELPING:
            return
        last = tuple(getattr(got[-1], column.key) for column in key)


def _after(key: tuple[Any, ...], last: tuple[Any, ...]) -> Any:
    if len(key) == 1:
        return key[0] > last[0]
    first, second = key
    return or_(first > last[0], and_(first == last[0], second > last[1]))


def within(found: Select[Any], at: Any, span: Span) -> Select[Any]:
    """Keep the rows of a span of time."""
    if span.since is not None:
        found = found.where(at >= span.since)
    return found if span.before is None else found.where(at < span.before)
