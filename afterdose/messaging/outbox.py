"""Texts that we owe somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import wakeups
from afterdose.messaging.once import insert_once
from afterdose.messaging.segments import segments
from afterdose.records import keys, word_index
from afterdose.records.models import Clinician, OutboundMessage, Patient

Moot = Callable[[Session, OutboundMessage], bool]

_moot: dict[str, Moot] = {}


def is_moot(kind: str) -> Callable[[Moot], Moot]:
    """Register the question that is asked of each text of this kind just before it is sent.

    The function runs inside the claiming transaction; True means that nobody needs the text
    any more (a page whose escalation was acknowledged), and it is never sent.
    """

    def register(function: Moot) -> Moot:
        _moot[kind] = function
        return function

    return register


def moot(session: Session, message: OutboundMessage) -> bool:
    """Ask whether a text has become pointless."""
    asked = _moot.get(message.kind)
    return asked is not None and asked(session, message)


def queue_text(
    session: Session,
    *,
    key: str,
    kind: str,
    body: str,
    priority: int,
    patient: Patient | None = None,
    clinician: Clinician | None = None,
    phone: str | None = None,
    case_id: str | None = None,
    in_reply_to: str | None = None,
    page_id: str | None = None,
    expires_at: datetime | None = None,
) -> OutboundMessage:
    """Owe somebody a text from the commit of this transaction on.

    The recipient is ``phone``, or the phone of the patient or clinician. The same key again
    returns the text that stands, unchanged, and none is sent twice. A text that was not
    accepted by ``expires_at`` fails. Raises ValueError without a recipient or a body.
    """
    to = phone or (patient.phone if patient else None) or (clinician.phone if clinician else None)
    if not to:
        raise ValueError(f"the text {key} has no recipient")
    if not body.strip():
        raise ValueError(f"the text {key} has no words")
    row = {
        "key": key,
        "kind": kind,
        "priority": priority,
        "party_hash": keys.phone_hash(to),
        "phone": to,
        "patient_id": patient.id if patient else None,
        "clinician_id": clinician.id if clinician else None,
        "case_id": case_id,
        "in_reply_to": in_reply_to,
        "page_id": page_id,
        "body": body,
        "segments": segments(body),
        "expires_at": expires_at,
        "created_at": clock.now(),
    }
    message, is_new = insert_once(session, OutboundMessage, OutboundMessage.key, row)
    if is_new:
        if kind == word_index.WRITTEN_BY_A_PERSON:
            word_index.take_in(session, word_index.OUT, message.seq, body)
        wakeups.announce(session)
    return message
