"""Texts that reached us: stored once, in the order in which they came."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import wakeups
from afterdose.messaging.once import insert_once
from afterdose.messaging.timers import set_timer
from afterdose.records import keys, word_index
from afterdose.records.literals import is_not
from afterdose.records.models import InboundMessage
from afterdose.records.queries import clinician_by_phone, patient_by_phone

FAIL_SAFE_AFTER = timedelta(seconds=15)
"""When a patient hears that nobody could read the text yet; real time, at any time scale."""

log = structlog.get_logger(__name__)


class Overtaken(Exception):
    """A newer attempt owns the text, or somebody handled it: roll back what this one did."""


def store_inbound(
    session: Session, carrier_id: str, phone: str, body: str, media_count: int
) -> tuple[InboundMessage, bool]:
    """Store a text once per carrier id, whatever its body; tell whether it is new.

    Knows the sender by the keyed hash of the phone. A patient's text sets the timer
    ``fail_safe`` in the same transaction.
    """
    patient, clinician = patient_by_phone(session, phone), clinician_by_phone(session, phone)
    now = clock.now()
    row = {
        "carrier_id": carrier_id,
        "party_hash": keys.phone_hash(phone),
        "phone": phone,
        "patient_id": patient.id if patient else None,
        "clinician_id": clinician.id if clinician else None,
        "body": body,
        "media_count": media_count,
        "received_at": now,
    }
    message, is_new = insert_once(session, InboundMessage, InboundMessage.carrier_id, row)
    if not is_new:
        return message, False
    if message.patient_id is not None:
        word_index.take_in(session, word_index.IN, message.seq, body)
        set_timer(
            session,
            key=f"fail_safe:{message.id}",
            kind="fail_safe",
            subject_id=message.id,
            due_at=now + FAIL_SAFE_AFTER,
        )
    wakeups.announce(session)
    log.info("a text was stored", message=message.id, patient=message.patient_id)
    return message, True


def mark_handled(session: Session, message_id: str, attempt: int) -> None:
    """Finish a text inside the transaction that writes what its turn caused.

    Raises Overtaken when the attempt is no longer the newest one, or the text was handled.
    """
    done = session.execute(
        update(InboundMessage)
        .where(
            InboundMessage.id == message_id,
            InboundMessage.attempts == attempt,
            is_not(InboundMessage.state, "handled"),
        )
        .values(state="handled", handled_at=clock.now(), lease_until=None, next_attempt_at=None)
        .returning(InboundMessage.seq)
    )
    if done.first() is None:
        raise Overtaken(message_id)
    wakeups.announce(session)
