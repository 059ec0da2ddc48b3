"""Deleting what Rasa remembers: of one conversation, or of all that are old."""

from __future__ import annotations

import time
from collections.abc import Callable

from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from sqlalchemy import func

MONTH = 30 * 24 * 3600.0  # seconds; the longest that a conversation is remembered


def sql_store(store: TrackerStore) -> SQLTrackerStore:
    """Return the tracker store behind Rasa's fail-safe wrapper; raises TypeError if not SQL."""
    store = getattr(store, "_tracker_store", store)
    if not isinstance(store, SQLTrackerStore):
        raise TypeError("the channel needs tracker_store: {type: SQL} in endpoints.yml")
    return store


def delete_events(store: TrackerStore, conversation: str) -> None:
    """Delete all events of a conversation; nothing happens if there are none.

    A message of it that came again would be taken as new. None comes: the worker purges a
    conversation in or after the transaction that marks its texts handled, and a handled text
    is never sent here again.
    """
    sql = sql_store(store)
    with sql.session_scope() as session:
        events = session.query(sql.SQLEvent).filter(sql.SQLEvent.sender_id == conversation)
        events.delete(synchronize_session=False)
        session.commit()


def old_conversations(store: TrackerStore, clock: Callable[[], float] = time.time) -> list[str]:
    """Name the conversations that began more than 30 days ago.

    One that still goes on is taken up again from the worker's records.
    """
    sql = sql_store(store)
    event = sql.SQLEvent
    with sql.session_scope() as session:
        begun = session.query(event.sender_id).group_by(event.sender_id)
        old = begun.having(func.min(event.timestamp) < clock() - MONTH)
        return [sender for (sender,) in old]
