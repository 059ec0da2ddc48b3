"""Whom a provider's claims mean: the account behind an OpenID Connect subject."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console import sign_in
from afterdose.console.accounts import LONGEST_NAME, ROLES, find, plain_name
from afterdose.console.oidc import NotVouched
from afterdose.records.database import session
from afterdose.records.models import AuditEntry, Clinician, User, new_id
from afterdose.records.models_console import Identity
from afterdose.settings import settings

NO_PASSWORD = ""


def enter(claims: dict[str, Any], earlier: str | None) -> sign_in.Opened:
    """Open a session for whom the claims name; a new colleague gets an account.

    The role is the provider's word each time: whoever loses it there loses it here.
    Raises NotVouched when the claims name no role of ours.
    """
    role = _role(claims)
    with session() as records:
        identity = records.scalar(
            select(Identity).where(
                Identity.issuer == claims["iss"], Identity.subject == claims["sub"]
            )
        )
        if identity is None:
            user = _new_account(records, claims, role)
        else:
            user = records.get_one(User, identity.user_id, with_for_update=True)
        if user.role != role:
            user.role = role
            subject = f"user:{user.id}"
            records.add(
                AuditEntry(actor=subject, action="role_changed", subject=subject, at=clock.now())
            )
        user.clinician_id = _clinician_id(records, claims) or user.clinician_id
        return sign_in.open_session(records, user, earlier)


def _role(claims: dict[str, Any]) -> str:
    told = claims.get(settings().oidc_role_claim)
    named = told if isinstance(told, list) else [told]
    ours = [role for role in ROLES if role in named]
    # Two roles at once would make the order of a list decide who may do what.
    if len(ours) != 1:
        raise NotVouched("the claims name no role of ours, or several")
    return ours[0]


def _new_account(records: Session, claims: dict[str, Any], role: str) -> User:
    name = plain_name(str(claims.get("preferred_username") or claims.get("email") or claims["sub"]))
    name = name[:LONGEST_NAME]
    if not name or not name.isprintable() or find(records, name) is not None:
        # Never the account of somebody else who happens to have the name.
        name = f"{name[:40]} {new_id()[:8]}".strip()
    user = User(username=name, password_hash=NO_PASSWORD, role=role, created_at=clock.now())
    records.add(user)
    records.flush()
    records.add(
        Identity(
            user_id=user.id, issuer=claims["iss"], subject=claims["sub"], created_at=clock.now()
        )
    )
    return user


def _clinician_id(records: Session, claims: dict[str, Any]) -> str | None:
    """Find the person on the team list by an address that the provider has verified."""
    address = str(claims.get("email") or "").casefold()
    if not address or claims.get("email_verified") is not True:
        return None
    team = records.scalars(select(Clinician).where(Clinician.email.is_not(None)))
    found = [person.id for person in team if str(person.email).casefold() == address]
    return found[0] if len(found) == 1 else None
