"""Finishing a text that needs no conversation."""

from __future__ import annotations

from datetime import datetime

from afterdose.records.models import InboundMessage


def finish(message: InboundMessage, now: datetime) -> None:
    """Mark a text handled in the caller's transaction, which holds it."""
    message.state, message.handled_at = "handled", now
    message.lease_until = message.next_attempt_at = None
