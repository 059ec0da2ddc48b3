"""Signing in: a name and a password, lock-out, and no hint whether a name exists."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import cache

import structlog
from argon2.exceptions import InvalidHashError, VerificationError

from afterdose import clock
from afterdose.console import sessions
from afterdose.console.accounts import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    find,
    hasher,
)
from afterdose.records.database import reading, session
from afterdose.records.models import AuditEntry, User
from afterdose.settings import settings

log = structlog.get_logger()

FAILURES_BEFORE_LOCK = 5
LOCK = timedelta(minutes=15)

# A check costs a core and 64 MiB for about 50 ms: guessers must not starve the webhooks
# that share this process.
_turns = threading.BoundedSemaphore(2)


class Busy(Exception):
    """Too many sign-ins at once."""


@cache
def decoy() -> str:
    """Return a hash of nothing anybody knows, so that an unknown name costs the same time."""
    return hasher().hash("a name that does not exist")


def matches(stored: str, password: str) -> bool:
    """Compare a password with its hash.

    Raises Busy when too many are being compared.
    """
    if not _turns.acquire(timeout=5):
        raise Busy
    try:
        return hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _turns.release()


def sign_in(username: str, password: str, earlier: str | None = None) -> str | None:
    """Return the token of a new session, or None whatever the reason.

    ``earlier``: the token that the browser held before; that session ends.
    Raises Busy.
    """
    if max(len(username), len(password)) > LONGEST_PASSWORD:
        return None
    if len(password) < SHORTEST_PASSWORD and settings().carrier != "simulator":
        return None
    with reading() as records:
        known = find(records, username)
    stored = known.password_hash if known else decoy()
    right = matches(stored, password)
    if known is None:
        log.warning("a sign-in failed")
        return None
    renewed = hasher().hash(password) if right and hasher().check_needs_rehash(stored) else stored
    with session() as records:
        user = records.get_one(User, known.id, with_for_update=True)
        if right and not is_locked(user):
            user.failed_sign_ins, user.locked_until = 0, None
            user.password_hash = renewed
            sessions.end(records, earlier)
            records.add(_entry(user, "signed_in"))
            return sessions.start(records, user)
        count_failure(user)
        records.add(_entry(user, "sign_in_refused"))
        log.warning("a sign-in failed", user=user.id, locked=is_locked(user))
        return None


def is_locked(user: User) -> bool:
    """Tell whether an account is locked now."""
    return user.locked_until is not None and user.locked_until > clock.now()


def count_failure(user: User) -> None:
    """Count a refused sign-in; the fifth in a row locks the account for a while."""
    if is_locked(user):
        return
    user.failed_sign_ins += 1
    if user.failed_sign_ins >= FAILURES_BEFORE_LOCK:
        user.failed_sign_ins, user.locked_until = 0, clock.now() + LOCK


def sign_out(token: str, actor: str) -> None:
    """End one session."""
    with session() as records:
        sessions.end(records, token)
        records.add(AuditEntry(actor=actor, action="signed_out", subject=actor, at=clock.now()))


def _entry(user: User, action: str) -> AuditEntry:
    subject = f"user:{user.id}"
    return AuditEntry(actor=subject, action=action, subject=subject, at=clock.now())
