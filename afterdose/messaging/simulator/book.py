"""The simulated carrier's book of texts, and its REST form."""

from __future__ import annotations

import uuid
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import wakeups
from afterdose.messaging.account import account
from afterdose.messaging.segments import segments
from afterdose.records import keys
from afterdose.records.models import SimulatedMessage

# https://www.twilio.com/docs/glossary/what-is-opt-out: the carrier heeds these words itself.
STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"}
)
CALL = "call"
"""Direction of the rows that are calls; their body is what was said."""
START_WORDS = frozenset({"START", "UNSTOP"})


def enter(
    session: Session,
    *,
    direction: str,
    phone: str,
    body: str,
    status: str,
    media_count: int = 0,
    callback_url: str | None = None,
    answer_url: str | None = None,
) -> SimulatedMessage:
    """Write a text or a call into the book."""
    prefix = "CA" if direction == CALL else "MM" if media_count else "SM"
    row = SimulatedMessage(
        sid=prefix + uuid.uuid4().hex,
        direction=direction,
        phone_hash=keys.phone_hash(phone),
        phone=phone,
        body=body,
        media_count=media_count,
        status=status,
        callback_url=callback_url,
        answer_url=answer_url,
        created_at=clock.now(),
    )
    session.add(row)
    wakeups.announce(session)
    return row


def listed(
    session: Session,
    *,
    to: str | None,
    sender: str | None,
    since: datetime | None,
    most: int,
    calls: bool = False,
) -> list[SimulatedMessage]:
    """List texts, or calls, like Twilio's lists: newest first."""
    query = select(SimulatedMessage).order_by(SimulatedMessage.seq.desc()).limit(most)
    direction = SimulatedMessage.direction
    query = query.where(direction == CALL if calls else direction != CALL)
    ours = account().number
    for phone, ours_means in ((to, "inbound"), (sender, "outbound")):
        if phone == ours:
            query = query.where(SimulatedMessage.direction == ours_means)
        elif phone:
            query = query.where(
                SimulatedMessage.direction != ours_means,
                SimulatedMessage.phone_hash.in_(keys.phone_hashes(phone)),
            )
    if since is not None:
        query = query.where(SimulatedMessage.created_at >= since)
    return list(session.scalars(query))


def has_stopped(session: Session, phone: str) -> bool:
    """Tell whether the last STOP or START from a phone was STOP."""
    texts = select(SimulatedMessage.body).where(
        SimulatedMessage.phone_hash.in_(keys.phone_hashes(phone)),
        SimulatedMessage.direction == "inbound",
    )
    for body in session.scalars(texts.order_by(SimulatedMessage.seq.desc()).limit(100)):
        word = body.strip().upper()
        if word in STOP_WORDS or word in START_WORDS:
            return word in STOP_WORDS
    return False


def rest_form(row: SimulatedMessage) -> dict[str, Any]:
    """Return a text or a call as Twilio's REST API would; of a call the words mean nothing."""
    inbound, us = row.direction == "inbound", account()
    made = format_datetime(row.created_at)
    return {
        "sid": row.sid,
        "account_sid": us.sid,
        "api_version": "2010-04-01",
        "to": us.number if inbound else row.phone,
        "from": row.phone if inbound else us.number,
        "body": row.body,
        "status": row.status,
        "direction": "inbound" if inbound else "outbound-api",
        "date_created": made,
        "date_updated": made,
        "date_sent": None if row.status == "queued" else made,
        "num_segments": str(segments(row.body)),
        "num_media": str(row.media_count),
        "messaging_service_sid": None,
        "price": None,
        "price_unit": "USD",
        "error_code": None,
        "error_message": None,
        "uri": f"/2010-04-01/Accounts/{us.sid}/{'Calls' if row.direction == CALL else 'Messages'}"
        f"/{row.sid}.json",
        "subresource_uris": {},
    }
