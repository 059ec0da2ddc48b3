"""Conversations that are over: Rasa's working memory of them is to be deleted."""

from __future__ import annotations

from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging.timers import set_timer

PURGE = "purge"
"""Kind of the timers; no room runs them in a transaction, `dialogue.purging` asks Rasa."""


def forget(session: Session, conversation: str) -> None:
    """Have a conversation deleted soon after this transaction, best effort and retried."""
    key = f"{PURGE}:{conversation}"
    set_timer(session, key=key, kind=PURGE, subject_id=conversation, due_at=clock.now())
