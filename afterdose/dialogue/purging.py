"""Deleting Rasa's working memory of a conversation when nobody needs it any more.

Facts of record stay in our tables; the tracker is purged when a case closes, when a turn belongs
to no open case, and after 30 days at the latest.
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.dialogue import rasa_client
from afterdose.messaging.forgetting import PURGE, forget
from afterdose.records import database
from afterdose.records.literals import is_now
from afterdose.records.models import Case, Timer

AT_A_TIME = 100
OLD_IN_MINUTES = 2  # of each hour: called every minute or so, none is missed
LONGEST_MINUTES = 60  # between two tries of the same conversation

log = structlog.get_logger()


def forget_unless_open(session: Session, conversation: str) -> None:
    """Have a conversation forgotten if no open case is held in it.

    In the transaction that marks the text handled: a text that may have to be sent to Rasa
    again would be taken as a new one after the purge.
    """
    session.flush()
    held = select(Case.id).where(Case.conversation == conversation, Case.state != "closed")
    if session.scalar(held.limit(1)) is None:
        forget(session, conversation)


def purge_over() -> None:
    """Ask Rasa to delete the conversations that are over; what fails is tried again later."""
    with database.reading() as session:
        due = session.execute(
            select(Timer.seq, Timer.subject_id)
            .where(Timer.kind == PURGE, is_now(Timer.state, "waiting"), Timer.due_at <= clock.now())
            .order_by(Timer.due_at, Timer.seq)
            .limit(AT_A_TIME)
        ).all()
    for seq, conversation in due:
        deleted = rasa_client.forget(conversation)
        with database.session() as session:
            timer = session.get_one(Timer, seq, with_for_update=True)
            if deleted:
                timer.state = "done"
                continue
            timer.attempts += 1
            minutes = min(2 ** min(timer.attempts - 1, 6), LONGEST_MINUTES)
            timer.due_at = clock.now() + timedelta(minutes=minutes)
        log.warning("A conversation could not be purged yet.", conversation=conversation)
        return  # the others would wait for the same server


def purge_old() -> None:
    """Ask Rasa, hourly, to delete every conversation that began more than 30 days ago."""
    if clock.now().minute >= OLD_IN_MINUTES:
        return
    if not rasa_client.forget(None):
        log.warning("Old conversations could not be purged yet.")
