"""The audit log: who looked at what."""

from __future__ import annotations

from afterdose import clock
from afterdose.console.sessions import SignedIn
from afterdose.records.database import session
from afterdose.records.models import AuditEntry


def record(who: SignedIn, action: str, subject: str) -> None:
    """Write one entry before the answer leaves; without an entry there is no look."""
    with session() as records:
        records.add(AuditEntry(actor=who.actor, action=action, subject=subject, at=clock.now()))
