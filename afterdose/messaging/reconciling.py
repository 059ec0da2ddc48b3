"""Uncertain sends: the carrier's own book is asked before anything is sent again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import calls, claims, delivery, faults
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.carrier_message import CarrierMessage
from afterdose.messaging.claims import Claim
from afterdose.messaging.sameness import same
from afterdose.records import database
from afterdose.records.models import OutboundMessage

# The list may lag behind the truth. A reply can wait for it; a page or emergency advice
# rather comes twice than late.
WAIT_FIRST, WAIT_REST = timedelta(seconds=1), timedelta(seconds=4)
SILENCE_AT_MOST = timedelta(seconds=30)
CLOCKS_DIFFER = timedelta(minutes=2)

log = structlog.get_logger(__name__)


def doubt(message: OutboundMessage) -> None:
    """Note that nobody knows whether the carrier has a text."""
    message.state, message.lease_until = "uncertain", None
    wait = WAIT_FIRST if message.priority == 0 else WAIT_REST
    message.next_attempt_at = clock.now() + wait


def take(session: Session, message: OutboundMessage, taken: CarrierMessage) -> None:
    """Record that the carrier has a text, under the carrier's id."""
    other = select(OutboundMessage.seq).where(
        OutboundMessage.carrier_id == taken.sid, OutboundMessage.seq != message.seq
    )
    if session.scalar(other) is not None:
        # An equal text to the same person was uncertain too and was given this id: one of the
        # two is still missing at the carrier, and it is for this one to find out.
        doubt(message)
        return
    delivery.learn(
        session,
        message,
        carrier_id=taken.sid,
        status=taken.status,
        error_code=taken.error_code,
    )


def look_up(carrier: Carrier, claim: Claim) -> None:
    """Find out whether the carrier has an uncertain text or call; if not, queue it again."""
    message = claim.message
    assert message.first_attempt_at is not None
    try:
        since = message.first_attempt_at - CLOCKS_DIFFER
        if message.kind == calls.KIND:
            equal = list(carrier.calls.made_to(message.phone, since))
        else:
            sent = carrier.sent_to(message.phone, since)
            equal = [found for found in sent if same(message.body, found.body)]
    except Exception as error:
        log.warning("cannot look up an uncertain text", send=message.id, **faults.named(error))
        _put_off(claim)
        return
    with database.session() as session:
        owned = claims.still_ours(session, claim)
        if owned is None:
            return
        unknown = _unknown(session, equal)
        if unknown:
            log.info("an uncertain text had been taken", send=message.id)
            take(session, owned, unknown[-1])
        else:
            log.info("an uncertain text had not been taken", send=message.id)
            claims.put_back(owned, timedelta(0))


def _unknown(session: Session, listed: Sequence[CarrierMessage]) -> list[CarrierMessage]:
    # Each of the carrier's ids belongs to one of our rows, so two equal texts to one person
    # in the same minutes are counted, not mixed up.
    ours = select(OutboundMessage.carrier_id).where(
        OutboundMessage.carrier_id.in_([message.sid for message in listed])
    )
    known = set(session.scalars(ours))
    return [message for message in listed if message.sid not in known]


def _put_off(claim: Claim) -> None:
    with database.session() as session:
        owned = claims.still_ours(session, claim)
        if owned is None or owned.first_attempt_at is None:
            return
        silent = clock.now() - owned.first_attempt_at
        if owned.priority == 0 and silent > SILENCE_AT_MOST:
            claims.put_back(owned, timedelta(0))
            return
        owned.lease_until = None
        owned.next_attempt_at = clock.now() + claims.back_off(claim.attempt)
