"""The carrier: Twilio's REST API through its own library, wherever it answers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from afterdose.messaging import refusals
from afterdose.messaging.account import Account, account, public_url
from afterdose.messaging.calls import Calls
from afterdose.messaging.carrier_message import CarrierMessage
from afterdose.messaging.timely import TimelyAdapter

REAL_API = "https://api.twilio.com"
CONNECT_SECONDS, READ_SECONDS = 3.05, 8.0
LEASE = timedelta(seconds=15)
"""How long one attempt to send owns a text: longer than both time-outs together."""

# Both libraries log whole request URLs, and they hold phone numbers.
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
_silent = logging.getLogger("afterdose.carrier.silent")
_silent.setLevel(logging.CRITICAL)


class _Http(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    def __init__(self, api_url: str) -> None:
        super().__init__(logger=_silent)
        self._api_url = api_url
        # A pair, which the library's constructor would refuse, though requests takes it.
        self.timeout = (CONNECT_SECONDS, READ_SECONDS)
        if self.session is None:
            return
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, TimelyAdapter())
        if api_url != REAL_API:
            self.session.trust_env = False  # a stand-in on loopback is behind no proxy

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if url.startswith(REAL_API):
            url = self._api_url + url.removeprefix(REAL_API)
        return super().request(method, url, *args, **kwargs)


class Carrier:
    """Sends texts, makes calls, looks them up. Blocks up to the time-outs; threads may share it.

    ``send`` raises a ``refusals.CarrierError``; look-ups raise whatever went wrong.
    """

    def __init__(self, known: Account | None = None) -> None:
        self._account = known or account()
        self._client = Client(
            self._account.sid, self._account.tokens[0], http_client=_Http(self._account.api_url)
        )
        self.calls = Calls(self._client, self._account.voice_number)

    def send(self, send_id: str, to: str, body: str) -> CarrierMessage:
        """Hand a text over; the callback URL carries our own id of it."""
        sender = (
            {"messaging_service_sid": self._account.messaging_service}
            if self._account.messaging_service
            else {"from_": self._account.number}
        )
        try:
            taken = self._client.messages.create(
                to=to,
                body=body,
                status_callback=f"{public_url()}/twilio/status?send={send_id}",
                **sender,
            )
            return _read(taken)
        except Exception as error:
            raise refusals.meaning(error) from error

    def fetch(self, sid: str) -> CarrierMessage:
        """Look up one text or call."""
        if sid.startswith("CA"):
            return self.calls.fetch(sid)
        return _read(self._client.messages(sid).fetch())

    def sent_to(self, phone: str, since: datetime) -> Iterator[CarrierMessage]:
        """List what was sent to one phone since then, newest first.

        Not filtered by DateSent: the carrier's queue holds texts that have none yet.
        """
        for found in self._client.messages.stream(to=phone, page_size=50, limit=200):
            message = _read(found)
            if message.created_at is not None and message.created_at < since:
                return
            if (found.direction or "").startswith("outbound"):
                yield message

    def received(self, since: datetime) -> Iterator[CarrierMessage]:
        """List the texts that reached our numbers since then, newest first."""
        for found in self._client.messages.stream(date_sent_after=since, page_size=1000):
            if found.direction == "inbound" and found.from_:
                yield _read(found)


def _read(found: MessageInstance) -> CarrierMessage:
    if not found.sid:
        raise refusals.Unsure  # an answer that is none of Twilio's
    inbound = found.direction == "inbound"
    created = found.date_created
    return CarrierMessage(
        sid=found.sid,
        phone=(found.from_ if inbound else found.to) or "",
        body=found.body or "",
        status=str(found.status or "queued"),
        error_code=found.error_code,
        media_count=int(found.num_media or 0),
        created_at=created.astimezone(timezone.utc) if created else None,
    )
