"""Signing in: a name, a password, a code; lock-out, and no hint whether a name exists."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import structlog
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console import second_factor, sessions, steps
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


@dataclass(frozen=True)
class Opened:
    """A session began."""

    token: str


@dataclass(frozen=True)
class Halfway:
    """The password was right; a code is asked for next."""

    token: str


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


def sign_in(username: str, password: str, earlier: str | None = None) -> Opened | Halfway | None:
    """Open a session, or ask for a code; None whatever the reason of a refusal.

    ``earlier``: the token that the browser held before; that session ends.
    Raises Busy.
    """
    if max(len(username), len(password)) > LONGEST_PASSWORD:
        return None
    if len(password) < SHORTEST_PASSWORD and settings().carrier != "simulator":
        return None
    with reading() as records:
        known = find(records, username)
    # Neither an unknown name nor an account of the provider's may be told by the time it takes.
    stored = (known.password_hash if known else "") or decoy()
    right = matches(stored, password)
    if known is None:
        log.warning("a sign-in failed")
        return None
    renewed = hasher().hash(password) if right and hasher().check_needs_rehash(stored) else stored
    with session() as records:
        user = records.get_one(User, known.id, with_for_update=True)
        if right and not is_locked(user):
            user.password_hash = renewed
            if second_factor.has_one(records, user.id):
                return Halfway(steps.start(records, "code", {"earlier": earlier}, user.id))
            return open_session(records, user, earlier)
        refuse(records, user)
        return None


def enter_code(step_token: str | None, code: str) -> Opened | Halfway | None:
    """Finish a sign-in with a code; Halfway: wrong, try again; None: begin anew."""
    with session() as records:
        step = steps.find(records, "code", step_token)
        if step is None or step.user_id is None:
            return None
        user = records.get_one(User, step.user_id, with_for_update=True)
        if not is_locked(user) and second_factor.take_code(records, user.id, code):
            steps.end(records, step_token)
            return open_session(records, user, step.payload["earlier"])
        refuse(records, user)
        if is_locked(user):
            steps.end(records, step_token)
            return None
        return Halfway(str(step_token))


def open_session(records: Session, user: User, earlier: str | None) -> Opened:
    """Let somebody in whose every proof was right."""
    # Not before the last proof: who knows a password must not wash away wrong codes with it.
    user.failed_sign_ins, user.locked_until = 0, None
    sessions.end(records, earlier)
    records.add(_entry(user, "signed_in"))
    return Opened(sessions.start(records, user))


def refuse(records: Session, user: User) -> None:
    """Count and record a refusal."""
    count_failure(user)
    records.add(_entry(user, "sign_in_refused"))
    log.warning("a sign-in failed", user=user.id, locked=is_locked(user))


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
