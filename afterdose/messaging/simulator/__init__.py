"""The simulated carrier: a small Twilio of our own, so that nobody needs an account to play.

The application talks to it exactly as to Twilio: REST calls out, signed webhooks in.
"""

from afterdose.messaging.simulator.answering import press_key
from afterdose.messaging.simulator.api import api
from afterdose.messaging.simulator.deliveries import Deliveries
from afterdose.messaging.simulator.phones import (
    News,
    PhoneMessage,
    phone_messages,
    send_from_phone,
)

__all__ = [
    "Deliveries",
    "News",
    "PhoneMessage",
    "api",
    "phone_messages",
    "press_key",
    "send_from_phone",
]
