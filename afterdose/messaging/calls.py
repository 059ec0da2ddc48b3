"""Calls to clinicians through the carrier: made, looked up and listed as texts are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance

from afterdose.messaging import refusals
from afterdose.messaging.account import public_url
from afterdose.messaging.carrier_message import CarrierMessage

KIND = "call"
"""Kind of the rows of the outbox that are calls: their words are spoken, not texted."""
# Most mailboxes pick up after 25 to 30 s; a call to one is answered by nobody.
RING_SECONDS = 25
# Without "answered" and "initiated" we would hear of a call only when it is over.
REPORTED = ["initiated", "answered", "completed"]


class Calls:
    """The carrier's calls. Every method blocks, up to the carrier's time-outs.

    ``make`` raises a ``refusals.CarrierError``; look-ups raise whatever went wrong.
    """

    def __init__(self, client: Client, number: str) -> None:
        self._client, self._number = client, number

    def make(self, send_id: str, to: str) -> CarrierMessage:
        """Call a phone; what is said and which key is pressed is settled at our own URLs."""
        if not self._number:
            raise refusals.Never
        base = f"{public_url()}/twilio/voice"
        try:
            taken = self._client.calls.create(
                to=to,
                from_=self._number,
                url=f"{base}/answer?send={send_id}",
                status_callback=f"{base}/status?send={send_id}",
                status_callback_event=REPORTED,
                timeout=RING_SECONDS,
            )
            return _read(taken)
        except Exception as error:
            raise refusals.meaning(error) from error

    def fetch(self, sid: str) -> CarrierMessage:
        """Look up one call."""
        return _read(self._client.calls(sid).fetch())

    def made_to(self, phone: str, since: datetime) -> Iterator[CarrierMessage]:
        """List our calls to one phone since then, newest first."""
        for found in self._client.calls.stream(to=phone, page_size=50, limit=200):
            call = _read(found)
            if call.created_at is not None and call.created_at < since:
                return
            if (found.direction or "").startswith("outbound"):
                yield call


def _read(found: CallInstance) -> CarrierMessage:
    if not found.sid:
        raise refusals.Unsure  # an answer that is none of Twilio's
    created = found.date_created
    return CarrierMessage(
        sid=found.sid,
        phone=found.to or "",
        body="",
        status=str(found.status or "queued"),
        error_code=None,
        media_count=0,
        created_at=created.astimezone(timezone.utc) if created else None,
    )
