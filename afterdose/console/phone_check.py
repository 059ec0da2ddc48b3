"""Verifying a clinician's phone: a code by text, and who has the phone reads it out."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console.sessions import token_hash
from afterdose.messaging.outbox import queue_text
from afterdose.records.models import Clinician, new_id
from afterdose.records.models_console import PhoneCheck
from afterdose.texts import render

LASTS = timedelta(minutes=15)
MOST_TRIES = 5
DIGITS = 6


def ask(records: Session, clinician: Clinician) -> None:
    """Text a code to the phone; an earlier code is worth nothing any more."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    found = records.get(PhoneCheck, clinician.id)
    if found is None:
        found = PhoneCheck(clinician_id=clinician.id)
        records.add(found)
    found.code_hash, found.tries = _hash(clinician, code), 0
    found.expires_at = clock.now() + LASTS
    queue_text(
        records,
        key=f"phone:{clinician.id}:{new_id()}",
        kind="notice",
        body=render("console.phone.text", "en", code=code),
        priority=1,
        clinician=clinician,
        expires_at=found.expires_at,
    )


def waits(records: Session) -> set[str]:
    """Return the clinicians whose code can still be entered."""
    now = clock.now()
    rows = records.query(PhoneCheck).filter(PhoneCheck.expires_at > now)
    return {row.clinician_id for row in rows if row.tries < MOST_TRIES}


def verify(records: Session, clinician: Clinician, code: str) -> bool:
    """Take the code; right, the phone is verified from now on."""
    found = records.get(PhoneCheck, clinician.id, with_for_update=True)
    if found is None or found.tries >= MOST_TRIES or found.expires_at <= clock.now():
        return False
    found.tries += 1
    given = _hash(clinician, "".join(code.split()))
    if not hmac.compare_digest(given, found.code_hash):
        return False
    records.delete(found)
    clinician.phone_verified_at = clock.now()
    return True


def _hash(clinician: Clinician, code: str) -> str:
    # With the phone in it: a code proves the number that it was sent to, no later one.
    return token_hash(f"{clinician.phone_hash}:{code}")
