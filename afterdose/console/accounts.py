"""Accounts of the console: names, passwords, roles, and the demo's accounts."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console import second_factor, sessions
from afterdose.records.database import session
from afterdose.records.models import AuditEntry, Clinician, User
from afterdose.records.queries import clinician_by_phone

ROLES = ("nurse", "physician", "supervisor", "reviewer", "administrator")
LONGEST_NAME = 64
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
DEMO_NAME = "nurse"
# Public, and too short for any other account: the sign-in takes it only with the simulated
# carrier, so that it opens nothing on an installation with real patients.
DEMO_PASSWORD = "demo"  # noqa: S105


class AccountRefused(Exception):
    """An account cannot be made; the message names the field and the reason."""


@cache
def hasher() -> PasswordHasher:
    """Return argon2id with the library's kept-up defaults (RFC 9106, low memory)."""
    return PasswordHasher()


def plain_name(username: str) -> str:
    """Bring a user name into the one form in which it is stored and looked up."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def find(records: Session, username: str) -> User | None:
    """Find an account by its name."""
    return records.scalar(select(User).where(User.username == plain_name(username)))


def add(username: str, role: str, phone: str | None, password: str) -> None:
    """Add an account; ``phone`` (E.164) ties it to a person on the team list.

    Raises AccountRefused.
    """
    name = plain_name(username)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccountRefused(f"--username: 1 to {LONGEST_NAME} printable characters")
    if role not in ROLES:
        raise AccountRefused(f"--role: {role} is none of {', '.join(ROLES)}")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountRefused(
            f"the password needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
        )
    hashed = hasher().hash(password)
    with session() as records:
        if find(records, name):
            raise AccountRefused(f"--username: {name} exists already")
        clinician = clinician_by_phone(records, phone) if phone else None
        if phone and clinician is None:
            raise AccountRefused("--phone: nobody on the team list has this number")
        _insert(records, name, hashed, role, clinician)


def add_demo_accounts() -> None:
    """Make an account per role, named as the role, once; the simulator's page names them."""
    hashed = hasher().hash(DEMO_PASSWORD)
    with session() as records:
        for role in ROLES:
            if find(records, role) is None:
                team = select(Clinician).where(Clinician.role == role)
                person = records.scalars(team.order_by(Clinician.created_at).limit(1)).first()
                _insert(records, role, hashed, role, person)


def reset_codes(username: str) -> None:
    """Forget the app of an account and sign it out everywhere: its phone was lost.

    Raises AccountRefused.
    """
    with session() as records:
        user = find(records, username)
        if user is None:
            raise AccountRefused(f"--username: there is no account {plain_name(username)}")
        second_factor.reset(records, user.id)
        sessions.end_all(records, user.id)
        subject = f"user:{user.id}"
        records.add(
            AuditEntry(
                actor="operator", action="second_factor.reset", subject=subject, at=clock.now()
            )
        )


def _insert(
    records: Session, name: str, hashed: str, role: str, clinician: Clinician | None
) -> None:
    records.add(
        User(
            username=name,
            password_hash=hashed,
            role=role,
            clinician_id=clinician.id if clinician else None,
            created_at=clock.now(),
        )
    )
