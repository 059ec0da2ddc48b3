"""Stands for dialogue and escalation in tests: answers every text with one reply."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import inbox
from afterdose.messaging.handlers import Handlers, Outcome
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.timers import cancel_timers
from afterdose.records.database import session
from afterdose.records.models import Clinician, InboundMessage


def screen(message_id: str) -> None:
    with session() as records:
        message = records.scalars(select(InboundMessage).filter_by(id=message_id)).one()
        message.screened_at = clock.now()


def turn(message_id: str, attempt: int) -> Outcome:
    with session() as records:
        cancel_timers(records, "fail_safe", message_id)
        inbox.mark_handled(records, message_id, attempt)
        message = records.scalars(select(InboundMessage).filter_by(id=message_id)).one()
        reply(records, message)
    return "handled"


def clinician(records: Session, clinician: Clinician, message: InboundMessage) -> None:
    reply(records, message)


def reply(records: Session, message: InboundMessage) -> None:
    queue_text(
        records,
        key=f"{message.id}:reply",
        kind="reply",
        body=f"re: {message.body}",
        priority=2,
        phone=message.phone,
        in_reply_to=message.id,
    )


HANDLERS = Handlers(screen=screen, turn=turn, clinician=clinician)
