"""What became of a text that we sent: its states only go forward."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import wakeups
from afterdose.records import database
from afterdose.records.models import OutboundMessage

Undeliverable = Callable[[Session, OutboundMessage], None]

FINAL = frozenset({"delivered", "undelivered", "failed", "moot"})
MOVES: dict[str, frozenset[str]] = {
    "queued": frozenset({"sent", "delivered", "undelivered", "failed"}),
    "sending": frozenset({"sent", "delivered", "undelivered", "failed"}),
    "uncertain": frozenset({"sent", "delivered", "undelivered", "failed"}),
    "sent": frozenset({"delivered", "undelivered", "failed"}),
    **{state: frozenset() for state in FINAL},
}
"""Where a word of the carrier may move a text; a callback may overtake the carrier's answer."""

# In the order in which the carrier passes through them:
# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
# https://www.twilio.com/docs/voice/api/call-resource#call-status-values
CARRIER_STATES = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "initiated": "sent",
    "ringing": "sent",
    "in-progress": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "failed",
    # A call reaches somebody by a key that is pressed (see pressed); without one a mailbox may
    # have listened.
    "completed": "undelivered",
    "busy": "undelivered",
    "no-answer": "undelivered",
}
_RANK = {status: rank for rank, status in enumerate(CARRIER_STATES)}
_undeliverable: dict[str, Undeliverable] = {}

log = structlog.get_logger(__name__)


def on_undeliverable(kind: str) -> Callable[[Undeliverable], Undeliverable]:
    """Register what happens when a text of this kind will not arrive.

    The function runs inside the transaction that marks the text undelivered or failed.
    """

    def register(function: Undeliverable) -> Undeliverable:
        _undeliverable[kind] = function
        return function

    return register


def find(session: Session, carrier_id: str, send_id: str | None) -> OutboundMessage | None:
    """Find and lock the text that the carrier talks about.

    Its own id comes first: of two equal texts to one person that were both uncertain, one may
    have been given the id of the other.
    """
    by_carrier = select(OutboundMessage).where(OutboundMessage.carrier_id == carrier_id)
    found = session.scalar(by_carrier.with_for_update())
    if found is None and send_id:
        by_send = select(OutboundMessage).where(OutboundMessage.id == send_id)
        found = session.scalar(by_send.with_for_update())
    return found


def is_known(carrier_id: str, status: str) -> bool:
    """Tell whether a word says only what the carrier's answer has said: the text is on its way.

    Each text gets several such words; a look costs no commit and waits for no writer.
    """
    if CARRIER_STATES.get(status) != "sent":
        return False
    found = select(OutboundMessage.state).where(OutboundMessage.carrier_id == carrier_id)
    with database.reading() as session:
        return session.scalar(found) in {"sent", *FINAL}


def learn(
    session: Session,
    message: OutboundMessage,
    *,
    carrier_id: str,
    status: str,
    error_code: int | None = None,
) -> None:
    """Take in a word of the carrier about a text: an answer, a callback or a look-up."""
    if message.carrier_id not in (None, carrier_id):
        log.error("the carrier took a text twice", send=message.id, carrier_id=carrier_id)
        return
    state = CARRIER_STATES.get(status)
    if state is None:
        log.warning("the carrier named an unknown status", send=message.id, status=status)
        state = "sent"
    if message.state in FINAL:
        return
    message.carrier_id = carrier_id
    message.accepted_at = message.accepted_at or clock.now()
    if _RANK.get(status, 0) >= _RANK.get(message.carrier_status or "", -1):
        message.carrier_status = status
    if state in MOVES[message.state]:
        _move(session, message, state, error_code)


def pressed(session: Session, message: OutboundMessage) -> None:
    """Take in that somebody pressed a key in a call: it has arrived."""
    if "delivered" in MOVES[message.state]:
        _move(session, message, "delivered")


def give_up(session: Session, message: OutboundMessage, error_code: int | None) -> None:
    """Mark a text that the carrier never took as failed; None: its time ran out."""
    _move(session, message, "failed", error_code)


def _move(
    session: Session, message: OutboundMessage, state: str, error_code: int | None = None
) -> None:
    message.state = state
    message.lease_until = message.next_attempt_at = None
    if state in FINAL:
        message.settled_at = clock.now()
        message.error_code = error_code
    wakeups.announce(session)
    if state in ("undelivered", "failed"):
        log.warning(
            "a text will not arrive",
            send=message.id,
            kind=message.kind,
            state=state,
            error_code=error_code,
        )
        react = _undeliverable.get(message.kind)
        if react is not None:
            react(session, message)
