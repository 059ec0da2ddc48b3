"""The minute's sweep: what a lost webhook, callback or wake-up left behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import batched

import structlog
from sqlalchemy import func, select

from afterdose import clock
from afterdose.messaging import delivery, faults, inbox, wakeups
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.carrier_message import CarrierMessage
from afterdose.records import database
from afterdose.records.literals import is_not
from afterdose.records.models import InboundMessage, OutboundMessage

EVERY = 60.0
# The carrier keeps a text's own time, and may show it late: each sweep looks back a while before
# the last one that went through, however long that one is ago.
OVERLAP, LOOK_BACK_AT_START = timedelta(minutes=15), timedelta(hours=24)
AT_A_TIME = 500
ASK_AFTER, ASK_NO_LONGER = timedelta(minutes=2), timedelta(hours=24)
FAILURES_IN_A_SWEEP = 3
HANDLED_WITHIN = timedelta(seconds=60)

log = structlog.get_logger(__name__)


class Sweep:
    """Asks the carrier what we missed. Each part fails alone and is tried at the next sweep."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._next = 0.0
        self._swept_until: datetime | None = None
        self._asked: dict[str, tuple[int, int]] = {}  # send id: sweep of the next question, gap
        self._round = 0

    def step(self) -> float:
        """Sweep when a minute has passed; return the seconds until the next sweep."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            self._round += 1
            self._alone(self.take_in_missed)
            self._alone(self.ask_about_open)
            self._alone(self.tell_of_overdue)
        return max(0.0, self._next - time.monotonic())

    def _alone(self, part: Callable[[], None]) -> None:
        try:
            part()
        except Exception as error:
            log.warning("a sweep failed", part=part.__name__, **faults.named(error))

    def take_in_missed(self) -> None:
        """Store texts that the carrier has and our webhook never got, the oldest first."""
        now = clock.now()
        last = self._swept_until
        since = now - LOOK_BACK_AT_START if last is None else last - OVERLAP
        listed = list(self._carrier.received(since))
        for part in batched(reversed(listed), AT_A_TIME):
            self._take_in(part)
        self._swept_until = now

    def _take_in(self, listed: Sequence[CarrierMessage]) -> None:
        with database.reading() as session:
            ids = [message.sid for message in listed]
            stored = select(InboundMessage.carrier_id).where(InboundMessage.carrier_id.in_(ids))
            known = set(session.scalars(stored))
        for message in listed:
            if message.sid in known:
                continue
            with database.session() as session:
                row, is_new = inbox.store_inbound(
                    session, message.sid, message.phone, message.body, message.media_count
                )
            if is_new:
                log.warning("a text never reached the webhook", message=row.id)

    def ask_about_open(self) -> None:
        """Look up texts that have been without a final state for two minutes and more.

        Some networks never report a delivery, so the questions about one text grow rarer.
        """
        now = clock.now()
        with database.reading() as session:
            waiting = session.execute(
                select(OutboundMessage.id, OutboundMessage.carrier_id)
                .where(
                    OutboundMessage.state == "sent",
                    OutboundMessage.accepted_at.between(now - ASK_NO_LONGER, now - ASK_AFTER),
                    OutboundMessage.carrier_id.is_not(None),
                )
                .order_by(OutboundMessage.priority, OutboundMessage.seq.desc())
                .limit(500)
            ).all()
        open_ids = {send_id for send_id, _ in waiting}
        self._asked = {k: v for k, v in self._asked.items() if k in open_ids}
        failures = 0
        for send_id, carrier_id in waiting:
            due, gap = self._asked.get(send_id, (0, 1))
            if due > self._round or carrier_id is None:
                continue
            self._asked[send_id] = (self._round + gap, 2 * gap)
            try:
                self._learn(send_id, carrier_id, self._carrier.fetch(carrier_id))
            except Exception as error:
                failures += 1
                if failures >= FAILURES_IN_A_SWEEP:
                    raise  # it is not about this text: the others are asked about next time
                log.warning("cannot ask about a text", send=send_id, **faults.named(error))

    def _learn(self, send_id: str, carrier_id: str, found: CarrierMessage) -> None:
        with database.session() as session:
            message = delivery.find(session, carrier_id, send_id)
            if message is not None:
                delivery.learn(
                    session,
                    message,
                    carrier_id=carrier_id,
                    status=found.status,
                    error_code=found.error_code,
                )

    def tell_of_overdue(self) -> None:
        """Log how many texts wait too long to be handled, and wake everybody."""
        with database.reading() as session:
            count = session.scalar(
                select(func.count(InboundMessage.seq)).where(
                    is_not(InboundMessage.state, "handled"),
                    InboundMessage.received_at < clock.now() - HANDLED_WITHIN,
                )
            )
        if count:
            log.warning("texts wait too long to be handled", count=count)
            wakeups.ring()
