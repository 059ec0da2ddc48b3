"""Codes of an authenticator app beside the password: TOTP (RFC 6238), thirty seconds each."""

from __future__ import annotations

from typing import Literal

import pyotp
import segno
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.records.models import User
from afterdose.records.models_console import SecondFactor
from afterdose.settings import settings

ISSUER = "Afterdose"
STEP_SECONDS = 30
# Phones' clocks are a little off: one step to either side, as RFC 6238 5.2 advises.
STEPS_OFF = 1

Removal = Literal["removed", "wrong_code", "required"]


def is_required() -> bool:
    """Tell whether every account with a password needs an app."""
    policy = settings().second_factor
    return policy == "required" or (policy == "" and settings().carrier != "simulator")


def has_one(records: Session, user_id: str) -> bool:
    """Tell whether an account signs in with codes."""
    found = records.get(SecondFactor, user_id)
    return found is not None and found.confirmed_at is not None


def begin(records: Session, user: User) -> None:
    """Make a secret that counts once a first code was right; a confirmed one stays."""
    found = records.get(SecondFactor, user.id)
    if found is None:
        secret = pyotp.random_base32()
        now = clock.now()
        records.add(SecondFactor(user_id=user.id, secret=secret, last_step=0, created_at=now))


def unconfirmed(records: Session, user_id: str) -> str | None:
    """Return the secret that waits for its first code."""
    found = records.get(SecondFactor, user_id)
    return found.secret if found is not None and found.confirmed_at is None else None


def picture(secret: str, username: str) -> str:
    """Draw what the app scans: an inline SVG of the otpauth URI."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
    drawn = segno.make(uri, micro=False).svg_inline(
        scale=4, border=4, svgclass="qr", lineclass="qr-line", omitsize=True
    )
    return str(drawn)


def take_code(records: Session, user_id: str, code: str) -> bool:
    """Take a code; each one opens once, so that a glance at the screen is worth nothing.

    The first right code confirms the secret.
    """
    found = records.get(SecondFactor, user_id, with_for_update=True)
    if found is None:
        return False
    plain = "".join(code.split())
    totp, now = pyotp.TOTP(found.secret), int(clock.now().timestamp())
    for off in range(-STEPS_OFF, STEPS_OFF + 1):
        step = now // STEP_SECONDS + off
        right = pyotp.utils.strings_equal(plain, totp.at(step * STEP_SECONDS))
        if right and step > found.last_step:
            found.last_step = step
            found.confirmed_at = found.confirmed_at or clock.now()
            return True
    return False


def remove(records: Session, user_id: str, code: str) -> Removal:
    """Let an account sign in by password alone again, if that is allowed."""
    if is_required():
        return "required"
    if not take_code(records, user_id, code):
        return "wrong_code"
    reset(records, user_id)
    return "removed"


def reset(records: Session, user_id: str) -> None:
    """Forget an account's app: a lost phone."""
    found = records.get(SecondFactor, user_id)
    if found is not None:
        records.delete(found)
        records.flush()
