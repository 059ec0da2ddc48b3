"""Looking up a turn that was taken before, so that a repeated message does nothing twice."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from rasa.core.tracker_store import TrackerStore

from afterdose.rasa.forgetting import sql_store

RECENT = 50  # user turns; a case has about twenty, and repeats come within minutes


class Reply(NamedTuple):
    """What one turn gave: texts for the patient and effects for the worker, each in order."""

    texts: list[str]
    effects: list[dict[str, Any]]


def reply_from(messages: list[dict[str, Any]]) -> Reply:
    """Sort bot messages ({"text"} or {"custom": {"effects"}}) into texts and effects."""
    # A blank line parts two texts, as in Rasa's own output channels.
    texts = [part for m in messages for part in (m.get("text") or "").split("\n\n") if part]
    effects = [e for m in messages for e in (m.get("custom") or {}).get("effects", ())]
    return Reply(texts, effects)


def earlier_reply(store: TrackerStore, conversation: str, message_id: str) -> Reply | None:
    """Return what this message got when it was handled before; None if it is new.

    Reads rows, not the tracker: rebuilding a long tracker takes a fifth of a second.
    """
    sql = sql_store(store)
    event = sql.SQLEvent
    with sql.session_scope() as session:
        rows = session.query(event.id, event.data).filter(event.sender_id == conversation)
        recent = rows.filter(event.type_name == "user").order_by(event.id.desc()).limit(RECENT)
        following: int | None = None
        for row_id, data in recent:
            if json.loads(data).get("message_id") == message_id:
                break
            following = row_id
        else:
            return None
        said = rows.filter(event.type_name == "bot", event.id > row_id)
        if following is not None:
            said = said.filter(event.id < following)
        bot = [json.loads(data) for _, data in said.order_by(event.id)]
    return reply_from([{"text": b.get("text"), **(b.get("data") or {})} for b in bot])
