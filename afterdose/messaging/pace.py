"""The pace of texts: the carrier queues what comes faster, and emergency advice behind it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.records import database
from afterdose.records.models_pace import SendingPace
from afterdose.settings import settings

ROW = 1


def left() -> float:
    """Return the seconds until the next ordinary text may leave; 0 without a limit."""
    if settings().texts_per_second is None:
        return 0.0
    with database.reading() as session:
        return _left(session.get_one(SendingPace, ROW))


def may_leave(session: Session) -> bool:
    """Tell whether an ordinary text may leave now, holding the pace to the end of the transaction.

    All workers ask in the transaction that claims the text, so two cannot have the same place.
    """
    if settings().texts_per_second is None:
        return True
    return _left(session.get_one(SendingPace, ROW, with_for_update=True)) <= 0


def count(session: Session, segments: int) -> None:
    """Count a text that leaves, of whatever lane: carriers limit segments, not texts."""
    rate = settings().texts_per_second
    if rate is None:
        return
    pace = session.get_one(SendingPace, ROW, with_for_update=True, populate_existing=True)
    pace.free_at = max(pace.free_at, clock.now()) + timedelta(seconds=segments / rate)


def _left(pace: SendingPace) -> float:
    return max(0.0, (pace.free_at - clock.now()).total_seconds())
