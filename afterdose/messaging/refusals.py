"""What an error of the carrier means for the text: never sent, not yet, or nobody knows."""

from __future__ import annotations

import requests
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

# https://www.twilio.com/docs/api/errors: the number or the text itself is the reason, so the
# same request will never succeed. Everything else, also a wrong password, is tried again.
PERMANENT = {
    21210: "our number may not call",
    21211: "not a phone number",
    21215: "calls to this country are not enabled for the account",
    21216: "the account may not call this number",
    21217: "not a phone number that can be called",
    21408: "this country is not enabled for the account",
    21610: "the recipient has texted STOP",
    21612: "not reachable from our number",
    21614: "not a mobile phone",
    21617: "longer than 1600 characters",
    21635: "a landline",
}


class CarrierError(Exception):
    """The carrier did not take the text."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(f"{type(self).__name__} {code or ''}".strip())
        self.code = code


class NotNow(CarrierError):
    """Certainly not taken; may be tried again later."""


class Never(CarrierError):
    """Refused for good."""


class Unsure(CarrierError):
    """May have been taken: ask before another attempt."""


def meaning(error: Exception) -> CarrierError:
    """Classify an error of a send. What is unknown is unsure, never a refusal."""
    if isinstance(error, TwilioRestException | TwilioServiceException):
        code = error.code or None
        if error.status == 429 or code == 20429:
            return NotNow(code)
        if error.status >= 500:
            return Unsure(code)
        return Never(code) if code in PERMANENT else NotNow(code)
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return NotNow()
    return Unsure()


def _never_connected(error: Exception) -> bool:
    if not isinstance(error, requests.ConnectionError) or not error.args:
        return False
    cause = error.args[0]
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | NameResolutionError)
