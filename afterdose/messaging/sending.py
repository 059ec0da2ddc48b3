"""Sending: claim a text, hand it to the carrier outside any transaction, record the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from afterdose.messaging import calls, claims, delivery, pace, reconciling, refusals, timely
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.carrier_message import CarrierMessage
from afterdose.messaging.claims import Claim, Lane
from afterdose.records import database

log = structlog.get_logger(__name__)


def send_next(
    carrier: Carrier,
    lane: Lane,
    *,
    older_than: timedelta = timedelta(0),
    most: int = claims.LEAST_PRESSING,
    claimed: Callable[[], None] = lambda: None,
) -> bool:
    """Do one step for the first due text of a lane; tell whether there was one that may leave.

    ``older_than`` leaves young texts alone and ``most`` is the highest priority number to
    take: for the web process, which steps in for a worker that is gone. ``claimed`` is called
    before the carrier is: another thread may look for the next text.
    """
    if lane == "rest" and pace.left() > 0:
        return False
    at = claims.moment(older_than, most)
    with database.reading() as session:
        if session.scalar(claims.due(lane).limit(1), at) is None:
            return False
    with database.session() as session:
        claim = claims.claim(session, lane, at)
    claimed()
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
        with timely.before(claim.leaves_by):
            if message.kind == calls.KIND:
                answer = carrier.calls.make(message.id, message.phone)
            else:
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
