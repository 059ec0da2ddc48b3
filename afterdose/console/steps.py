"""Sign-ins half done: a cookie holds a random token, the table its hash and what was agreed."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import delete
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console import sessions
from afterdose.records.models_console import SignInStep

LASTS = timedelta(minutes=5)
Kind = Literal["code", "oidc"]


@dataclass(frozen=True)
class Step:
    """The first half of a sign-in."""

    user_id: str | None
    payload: dict[str, Any]


def cookie_name() -> str:
    """Name the cookie of a sign-in half done."""
    return "__Host-afterdose-step" if sessions.secure() else "afterdose_step"


def start(records: Session, kind: Kind, payload: dict[str, Any], user_id: str | None = None) -> str:
    """Remember the first half and return its token; what has expired goes."""
    now = clock.now()
    records.execute(delete(SignInStep).where(SignInStep.expires_at <= now))
    token = secrets.token_urlsafe(32)
    records.add(
        SignInStep(
            token_hash=sessions.token_hash(token),
            kind=kind,
            user_id=user_id,
            payload=json.dumps(payload),
            expires_at=now + LASTS,
        )
    )
    return token


def find(records: Session, kind: Kind, token: str | None) -> Step | None:
    """Return the first half that a token stands for, unless it has expired."""
    row = records.get(SignInStep, sessions.token_hash(token)) if token else None
    if row is None or row.kind != kind or row.expires_at <= clock.now():
        return None
    return Step(row.user_id, json.loads(row.payload))


def end(records: Session, token: str | None) -> None:
    """Forget a first half: it opens once."""
    if token:
        hashed = sessions.token_hash(token)
        records.execute(delete(SignInStep).where(SignInStep.token_hash == hashed))
