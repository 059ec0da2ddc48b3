"""One turn of a patient's text: ask Rasa outside any transaction, then write all down at once."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from afterdose import clock
from afterdose.dialogue import giving_up, person
from afterdose.dialogue.checked_in import take_check_in
from afterdose.dialogue.metadata import turn_request
from afterdose.dialogue.purging import forget_unless_open
from afterdose.dialogue.rasa_client import NoTurnError, TurnRequest, ask
from afterdose.dialogue.recording import record_turn
from afterdose.messaging import inbox
from afterdose.messaging.handlers import Outcome
from afterdose.messaging.timers import cancel_timers
from afterdose.records import database
from afterdose.records.models import InboundMessage, Patient

log = structlog.get_logger()


def take_turn(message_id: str, attempt: int) -> Outcome:
    """Take one text through its turn; "retry" when no server gave a turn to believe.

    Safe to repeat: the servers repeat what they said to the same text, and only the newest
    attempt may write. A text that fails for good goes to a human, so that later ones are not
    held up. Raises inbox.Overtaken when a newer attempt owns the text.
    """
    try:
        if _turn(message_id, attempt):
            giving_up.forget_failures(message_id)
            return "handled"
    except (inbox.Overtaken, OperationalError, InterfaceError, PoolTimeoutError):
        raise  # the records cannot be written just now: nothing is wrong with the text
    except Exception as error:
        if not giving_up.is_hopeless(message_id):
            raise
        log.error("A turn failed.", message=message_id, error=type(error).__name__)
        giving_up.give_up(message_id, attempt)
        return "handled"
    if not giving_up.is_hopeless(message_id):
        return "retry"
    giving_up.give_up(message_id, attempt)
    return "handled"


def _turn(message_id: str, attempt: int) -> bool:
    if person.leave_to_person(message_id, attempt) or take_check_in(message_id, attempt):
        return True
    request = _request(message_id)
    if request is None:
        return True
    try:
        reply = ask(request)
    except NoTurnError:
        return False
    with database.session() as session:
        # Timers, text, patient: see holding.py.
        cancel_timers(session, "fail_safe", message_id)
        inbox.mark_handled(session, message_id, attempt)
        record_turn(session, message_id, request.conversation, reply, clock.now())
        forget_unless_open(session, request.conversation)
    log.info("A turn was taken.", message=message_id, attempt=attempt)
    return True


def _request(message_id: str) -> TurnRequest | None:
    with database.reading() as session:
        message = session.query(InboundMessage).filter_by(id=message_id).one()
        if message.state == "handled" or message.patient_id is None:
            return None
        patient = session.get_one(Patient, message.patient_id)
        return turn_request(session, message, patient, clock.now())
