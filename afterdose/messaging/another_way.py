"""Which failures of a text mean that the same person may be reached by a call."""

from __future__ import annotations

# https://www.twilio.com/docs/api/errors. Not in it: what is wrong with the number itself (21211)
# or with the text (21617), because a call would fail too or another text would do.
CALL_INSTEAD = {
    21408: "texts to this country are not enabled for the account",
    21610: "the recipient has texted STOP to the carrier; calls are not stopped by it",
    21612: "our number cannot text this one",
    21614: "not a mobile phone",
    21635: "a landline",
    30003: "the phone is off or out of reach for texts",
    30004: "the phone or its network blocks our texts",
    30005: "the network does not know the phone for texts",
    30006: "a landline, or a network that takes no texts of ours",
    30007: "the network filtered the text out",
    30008: "the network gave no reason",
    30032: "our toll-free number may not text yet",
    30034: "our number is not registered for texts in the US",
    30410: "the network did not answer in time",
}


def calls_for(error_code: int | None) -> bool:
    """Tell whether a failed text is to be followed by a call."""
    return error_code in CALL_INSTEAD
