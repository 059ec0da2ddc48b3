"""Texts from numbers that nobody enrolled: where to get help, and nothing about anyone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.dialogue.finishing import finish
from afterdose.language.commands import command
from afterdose.messaging.outbox import queue_text
from afterdose.records.models import InboundMessage, OutboundMessage
from afterdose.settings import settings
from afterdose.texts import render

DAY = timedelta(days=1)
LANGUAGES = ("en", "es")  # a stranger's language is not known


def answer(session: Session, message: InboundMessage, now: datetime) -> None:
    """Name the emergency number and the clinic, at most once a day for each number."""
    finish(message, now)
    if command(message.body) == "stop" or _answered_since(session, message, now - DAY):
        return
    name = "turn.stranger" if settings().clinic_phone else "turn.stranger_no_clinic_phone"
    queue_text(
        session,
        key=f"stranger:{message.party_hash}:{now:%Y-%m-%d}",
        kind="reply",
        body="\n".join(render(name, language) for language in LANGUAGES),
        priority=1,
        phone=message.phone,
        in_reply_to=message.id,
    )


def _answered_since(session: Session, message: InboundMessage, moment: datetime) -> bool:
    found = select(OutboundMessage.seq).where(
        OutboundMessage.key.startswith(f"stranger:{message.party_hash}:"),
        OutboundMessage.created_at > moment,
    )
    return session.scalar(found.limit(1)) is not None
