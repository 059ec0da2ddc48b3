"""Sending: claim a text, hand it to the carrier outside any transaction, record the answer."""

from __future__ import annotations

from datetime import timedelta

import structlog

from afterdose.messaging import claims, delivery, reconciling, refusals
from afterdose.messaging.carrier import Carrier, CarrierMessage
from afterdose.messaging.claims import Claim, Lane
from afterdose.records import database

LEAST_PRESSING = 9

log = structlog.get_logger(__name__)


def send_next(
    carrier: Carrier,
    lane: Lane,
    *,
    older_than: timedelta = timedelta(0),
    most: int = LEAST_PRESSING,
) -> bool:
    """Do one step for the first due text of a lane; tell whether there was one.

    ``older_than`` leaves young texts alone and ``most`` is the highest priority number to
    take: for the web process, which steps in for a worker that is gone.
    """
    waiting = claims.due(lane, older_than=older_than, most=most)
    with database.reading() as session:
        if session.scalar(waiting.limit(1)) is None:
            return False
    with database.session() as session:
        claim = claims.claim(session, waiting)
    if claim is None:
        return True  # moot, too late, or another thread was faster: look for the next one
    if claim.unsure:
        reconciling.look_up(carrier, claim)
    else:
        _send(carrier, claim)
    return True


def _send(carrier: Carrier, claim: Claim) -> None:
    message = claim.message
    answer: CarrierMessage | refusals.CarrierError
    try:
        answer = carrier.send(message.id, message.phone, message.body)
    except refusals.CarrierError as error:
        answer = error
        log.warning(
            "the carrier did not take a text",
            send=message.id,
            attempt=claim.attempt,
            meaning=type(answer).__name__,
            code=answer.code,
        )
    with database.session() as session:
        owned = claims.still_ours(session, claim)
        if owned is None:
            return
        if isinstance(answer, CarrierMessage):
            reconciling.take(session, owned, answer)
        elif isinstance(answer, refusals.Never):
            delivery.give_up(session, owned, answer.code)
        elif isinstance(answer, refusals.Unsure):
            reconciling.doubt(owned)
        else:
            claims.put_back(owned, claims.back_off(claim.attempt))
