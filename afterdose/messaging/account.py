"""The account at the carrier: Twilio's, or the one of our own simulated carrier."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from afterdose.records import keys
from afterdose.settings import settings

SIMULATED_NUMBER = "+15005550006"  # Twilio's own number for trials: nobody has it


@dataclass(frozen=True)
class Account:
    """Who we are for the carrier, and where it answers."""

    sid: str
    tokens: tuple[str, ...] = field(repr=False)  # the first signs in, each may sign webhooks
    api_url: str
    messaging_service: str
    number: str
    voice_number: str = ""  # that calls clinicians; empty: nobody is called


def account() -> Account:
    """Return the account that the settings name; the simulated one has generated credentials."""
    now = settings()
    if now.carrier == "twilio":
        tokens = (now.twilio_auth_token, now.twilio_auth_token_secondary)
        return Account(
            sid=now.twilio_account_sid,
            tokens=tuple(token for token in tokens if token),
            api_url=now.twilio_api_url.rstrip("/"),
            messaging_service=now.twilio_messaging_service_sid,
            number=now.twilio_from,
            voice_number=now.twilio_voice_from or now.twilio_from,
        )
    token = keys.secret("simulated_carrier")
    return Account(
        sid="AC" + hashlib.sha256(token.encode()).hexdigest()[:32],
        tokens=(token,),
        api_url=f"{local_url()}/simulator/api",
        messaging_service="",
        number=SIMULATED_NUMBER,
        voice_number=SIMULATED_NUMBER,
    )


def local_url() -> str:
    """Return where the web process answers on this machine."""
    host = settings().host
    return f"http://{'127.0.0.1' if host in ('', '0.0.0.0') else host}:{settings().port}"


def public_url() -> str:
    """Return the base URL that the carrier calls and signs, without a slash at the end."""
    return settings().public_url.rstrip("/")
