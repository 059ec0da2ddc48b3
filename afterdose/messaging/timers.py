"""Things that are due later: each fires once, in one transaction with what it causes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import faults, wakeups
from afterdose.messaging.once import insert_once
from afterdose.records import database
from afterdose.records.literals import is_now
from afterdose.records.models import Timer

Due = Callable[[Session, Timer], None]

RETRY_LONGEST = 60
# Made once, and without looking for loaded rows: several times a turn, it was a sixteenth of it.
_CANCEL = (
    update(Timer)
    .where(
        Timer.subject_id == bindparam("of_subject"),
        Timer.kind == bindparam("of_kind"),
        is_now(Timer.state, "waiting"),
    )
    .values(state="cancelled")
    .execution_options(synchronize_session=False)
)
_due: dict[str, Due] = {}

log = structlog.get_logger(__name__)


def on_due(kind: str) -> Callable[[Due], Due]:
    """Register what happens when a timer of this kind is due.

    The function runs inside the transaction that also marks the timer done: it writes rows,
    calls nobody, and when it raises nothing of it stays and it is tried again later.
    """

    def register(function: Due) -> Due:
        _due[kind] = function
        return function

    return register


def set_timer(
    session: Session,
    *,
    key: str,
    kind: str,
    subject_id: str,
    due_at: datetime,
    payload: dict[str, Any] | None = None,
) -> Timer:
    """Set a timer; one with the same key, even a done one, is returned as it stands."""
    row = {
        "key": key,
        "kind": kind,
        "subject_id": subject_id,
        "due_at": due_at,
        "payload": payload or {},
    }
    timer, is_new = insert_once(session, Timer, Timer.key, row)
    if is_new:
        wakeups.announce(session)
    return timer


def cancel_timers(session: Session, kind: str, subject_id: str) -> None:
    """Cancel all waiting timers of one kind that belong to one subject."""
    session.execute(_CANCEL, {"of_kind": kind, "of_subject": subject_id})


def run_due(*, only: str | None = None, overdue: timedelta = timedelta(0)) -> bool:
    """Run the timer that has been due longest; tell whether there was one.

    ``only`` limits it to one kind, ``overdue`` to timers due at least so long ago. Kinds that
    nobody registered wait until somebody does.
    """
    known = [kind for kind in kinds() if only in (None, kind)]
    waiting = _waiting(known).where(Timer.due_at <= clock.now() - overdue)
    with database.reading() as session:
        if session.scalar(waiting.limit(1)) is None:
            return False
    seq = None
    try:
        with database.session() as session:
            claim = waiting.order_by(Timer.due_at, Timer.seq).limit(1)
            timer = session.scalar(claim.with_for_update(skip_locked=True))
            if timer is None:
                return False
            seq = timer.seq
            _due[timer.kind](session, timer)
            timer.state, timer.done_at = "done", clock.now()
            wakeups.announce(session)
    except Exception as error:
        if seq is None:
            raise
        _put_off(seq, error)
    return True


def kinds() -> tuple[str, ...]:
    """Return the kinds of timers that somebody registered."""
    return tuple(sorted(_due))


def earliest(kinds: Collection[str]) -> Select[datetime]:
    """Select when the next timer of these kinds is due."""
    return _waiting(kinds).with_only_columns(func.min(Timer.due_at))


def _waiting(kinds: Collection[str]) -> Select[Timer]:
    return select(Timer).where(is_now(Timer.state, "waiting"), Timer.kind.in_(kinds))


def _put_off(seq: int, error: Exception) -> None:
    with database.session() as session:
        timer = session.get_one(Timer, seq, with_for_update=True)
        if timer.state != "waiting":
            return
        timer.attempts += 1
        pause = min(2 ** min(timer.attempts - 1, 6), RETRY_LONGEST)
        timer.due_at = clock.now() + timedelta(seconds=pause)
        if timer.attempts == 1:
            log.error(
                "a timer failed and will be tried again",
                timer=timer.key,
                kind=timer.kind,
                **faults.named(error),
            )
