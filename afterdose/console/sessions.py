"""Signed-in browsers: the cookie holds a random token, the table only its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console import second_factor
from afterdose.records.models import Clinician, User, UserSession
from afterdose.settings import settings

# OWASP: an application of high value ends an idle session within 15 to 30 minutes. Twelve
# hours cover a shift.
CARE_TEAM = frozenset({"nurse", "physician", "supervisor"})
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)


@dataclass(frozen=True)
class SignedIn:
    """Who works in this browser; a copy, free of any database session."""

    user_id: str
    username: str
    role: str
    clinician_id: str | None
    clinician_name: str | None
    token: str
    renew: bool = False
    needs_code: bool = False  # has to set up codes before anything else

    @property
    def may_act(self) -> bool:
        """Tell whether this account may accept and close escalations."""
        return self.role in CARE_TEAM

    @property
    def actor(self) -> str:
        """How the audit log and the timeline name this person."""
        return f"user:{self.user_id}"


def secure() -> bool:
    """Tell whether browsers reach us by https, as the public URL says."""
    return settings().public_url.startswith("https://")


def cookie_name() -> str:
    """Name the cookie; __Host- ties it to this very host, but needs https."""
    return "__Host-afterdose" if secure() else "afterdose_session"


def token_hash(token: str) -> str:
    """Hash a token; it has 256 random bits, so one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def start(records: Session, user: User) -> str:
    """Open a session and return its token; the user's expired ones go."""
    now = clock.now()
    records.execute(
        delete(UserSession).where(UserSession.user_id == user.id, UserSession.expires_at <= now)
    )
    token = secrets.token_urlsafe(32)
    records.add(
        UserSession(
            token_hash=token_hash(token), user_id=user.id, created_at=now, expires_at=now + IDLE
        )
    )
    return token


def find(records: Session, token: str | None) -> SignedIn | None:
    """Return who a token stands for, or None when it is unknown or has expired."""
    if not token:
        return None
    now = clock.now()
    row = records.get(UserSession, token_hash(token))
    if row is None or row.expires_at <= now:
        return None
    user = row.user
    clinician = records.get(Clinician, user.clinician_id) if user.clinician_id else None
    return SignedIn(
        user_id=user.id,
        username=user.username,
        role=user.role,
        clinician_id=user.clinician_id,
        clinician_name=clinician.name if clinician else None,
        token=token,
        # An account without a password comes from a provider that asks for its own proofs.
        needs_code=bool(user.password_hash)
        and second_factor.is_required()
        and not second_factor.has_one(records, user.id),
        # A write a minute at most: reading a page should not cost a transaction each time.
        renew=_renewed(row) - row.expires_at > timedelta(minutes=1),
    )


def renew(records: Session, token: str) -> None:
    """Keep a session alive because its person did something, up to the absolute end."""
    row = records.get(UserSession, token_hash(token))
    if row is not None and row.expires_at > clock.now():
        row.expires_at = _renewed(row)


def _renewed(row: UserSession) -> datetime:
    return min(clock.now() + IDLE, row.created_at + ABSOLUTE)


def end_all(records: Session, user_id: str) -> None:
    """Sign an account out everywhere."""
    records.execute(delete(UserSession).where(UserSession.user_id == user_id))


def end(records: Session, token: str | None) -> None:
    """Forget a session; an unknown token is no error."""
    if token:
        records.execute(delete(UserSession).where(UserSession.token_hash == token_hash(token)))
