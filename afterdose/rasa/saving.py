"""Saving a turn, unless another server has taken the conversation on meanwhile.

Several servers share one tracker store. Which of them takes a turn is the worker's choice, and
it takes another one when the first is slow. Rasa's lock store does not reach beyond its process,
so a server that comes late must find out when it saves.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import func, text

from afterdose.rasa.forgetting import sql_store
from afterdose.rasa.strict import TurnLost


def newest_event(store: TrackerStore, conversation: str) -> int:
    """Return the number of a conversation's newest event, 0 when it has none."""
    sql = sql_store(store)
    with sql.session_scope() as session:
        return _newest(sql, session, conversation)


def save_turn(store: TrackerStore, tracker: DialogueStateTracker, since: int) -> None:
    """Add the turn's events in one transaction; ``since`` is ``newest_event`` before the turn.

    Raises TurnLost, and saves nothing, when the conversation has newer events.
    """
    sql = sql_store(store)
    with sql.session_scope() as session:
        _hold(session, tracker.sender_id)
        if _newest(sql, session, tracker.sender_id) != since:
            raise TurnLost("another server has taken the conversation on")
        for event in sql._additional_events(session, tracker):
            session.add(sql.SQLEvent(**_row(event, tracker.sender_id)))
        session.commit()


def _hold(session: Any, conversation: str) -> None:
    if session.get_bind().dialect.name == "sqlite":
        # The driver would begin at the first write only, after our look at the newest event.
        session.execute(text("BEGIN IMMEDIATE"))
    else:
        key = text("SELECT pg_advisory_xact_lock(hashtextextended(:conversation, 0))")
        session.execute(key, {"conversation": conversation})


def _newest(sql: SQLTrackerStore, session: Any, conversation: str) -> int:
    event = sql.SQLEvent
    found = session.query(func.max(event.id)).filter(event.sender_id == conversation)
    return found.scalar() or 0


def _row(event: Any, conversation: str) -> dict[str, Any]:
    # As SQLTrackerStore.save writes it.
    data = event.as_dict()
    return {
        "sender_id": conversation,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
