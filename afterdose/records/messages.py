"""Reading conversations, and what is still unfinished."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from afterdose.records.literals import is_not, is_now
from afterdose.records.models import InboundMessage, OutboundMessage, Timer

UNFINISHED_OUTBOUND = ("queued", "sending", "uncertain")


class Unfinished(NamedTuple):
    """How much waits, and for how long the oldest of it has been waiting, in seconds."""

    inbound: int
    inbound_age: float
    outbound: int
    outbound_age: float
    timers_due: int
    timers_late: float


def conversation(session: Session, case_id: str) -> list[InboundMessage | OutboundMessage]:
    """Return the texts from and to the patient in a case, in the order of their times.

    Pages and other texts to the care team are not in it. At the same moment a text in comes
    before a text out.
    """
    texts_in = session.scalars(select(InboundMessage).filter_by(case_id=case_id))
    texts_out = session.scalars(
        select(OutboundMessage).filter_by(case_id=case_id, clinician_id=None)
    )
    return sorted([*texts_in, *texts_out], key=_place)


def _place(message: InboundMessage | OutboundMessage) -> tuple[datetime, int, int]:
    if isinstance(message, InboundMessage):
        return message.received_at, 0, message.seq
    return message.created_at, 1, message.seq


def unfinished(session: Session, moment: datetime) -> Unfinished:
    """Count texts in that are not handled, texts out that are not settled, timers past due.

    A text out that waits for a later attempt counts, one that the carrier accepted does not.
    """
    # Nobody waits for a purge, and Rasa may be away when one is due.
    late = is_now(Timer.state, "waiting") & (Timer.due_at <= moment) & (Timer.kind != "purge")
    inbound = is_not(InboundMessage.state, "handled")
    outbound = OutboundMessage.state.in_(UNFINISHED_OUTBOUND)
    return Unfinished(
        *_count(session, moment, InboundMessage.received_at, inbound),
        *_count(session, moment, OutboundMessage.created_at, outbound),
        *_count(session, moment, Timer.due_at, late),
    )


def _count(
    session: Session,
    moment: datetime,
    time: SQLColumnExpression[datetime],
    condition: ColumnElement[bool],
) -> tuple[int, float]:
    number, oldest = session.execute(select(func.count(), func.min(time)).where(condition)).one()
    return number, (moment - oldest).total_seconds() if oldest else 0.0
