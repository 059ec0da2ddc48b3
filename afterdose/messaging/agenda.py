"""One look at the tables that tells which kinds of work there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from afterdose import clock
from afterdose.messaging import claims, texts_in_line, timers
from afterdose.records import database


@dataclass(frozen=True)
class Agenda:
    """What may be done now, and how many seconds are left until the next timer, if any."""

    screen: bool
    turn: bool
    first: bool
    rest: bool
    next_timer: float | None


def look() -> Agenda:
    """Look once for all loops, so that a wake-up costs one query and not one per thread."""
    at = claims.moment()
    now = clock.now()
    with database.reading() as session:
        row = session.execute(_query(timers.kinds()), at | {"received_by": now}).one()
    due = row.next_timer
    return Agenda(
        screen=bool(row.screen),
        turn=bool(row.turn),
        first=bool(row.first),
        rest=bool(row.rest),
        next_timer=(due - now).total_seconds() if due else None,
    )


@cache
def _query(kinds: tuple[str, ...]) -> Select[bool, bool, bool, bool, datetime]:
    return select(
        _any(texts_in_line.unscreened()).label("screen"),
        _any(texts_in_line.waiting()).label("turn"),
        _any(claims.due("first")).label("first"),
        _any(claims.due("rest")).label("rest"),
        timers.earliest(kinds).scalar_subquery().label("next_timer"),
    )


def _any(query: Select[Any]) -> ColumnElement[bool]:
    return query.order_by(None).exists()
