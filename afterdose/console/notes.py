"""Notes of the care team beside a case; nobody outside the console reads them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.escalation import events
from afterdose.records.models import User
from afterdose.records.models_console import CaseNote

LONGEST = 4000


class NoteRefused(ValueError):
    """A note that is empty or too long."""


def add(records: Session, case_id: str, user: User, body: str) -> None:
    """Write a note down, and that there is one into the timeline.

    Raises NoteRefused.
    """
    plain = body.strip()
    if not plain or len(plain) > LONGEST:
        raise NoteRefused(f"1 to {LONGEST} characters")
    records.add(CaseNote(case_id=case_id, user_id=user.id, body=plain, at=clock.now()))
    events.record(records, case_id, "noted", events.actor(user))


def of_case(records: Session, case_id: str) -> list[CaseNote]:
    """Return a case's notes, the newest first."""
    found = select(CaseNote).where(CaseNote.case_id == case_id).order_by(CaseNote.seq.desc())
    return list(records.scalars(found))
