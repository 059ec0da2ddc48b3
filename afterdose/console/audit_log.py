"""Reading the audit log: who looked at or changed what, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.records.models import AuditEntry, Case, Clinician, User

PAGE = 100


@dataclass(frozen=True)
class Wanted:
    """Which entries; an empty field wants all. Days are UTC days, both included."""

    user_id: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Line:
    """One entry in words. Patients stay opaque: who reads this page sees no patient."""

    seq: int
    at: datetime
    who: str
    action: str
    kind: str  # case, patient, user, … : what the subject is
    about: str


def lines(records: Session, wanted: Wanted) -> tuple[list[Line], int | None]:
    """Read a page of the log, and the number that the next page goes on below."""
    found = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(PAGE + 1)
    if wanted.user_id:
        found = found.where(AuditEntry.actor == f"user:{wanted.user_id}")
    if wanted.action:
        found = found.where(AuditEntry.action == wanted.action)
    if wanted.since:
        found = found.where(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until:
        found = found.where(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    if wanted.before is not None:
        found = found.where(AuditEntry.seq < wanted.before)
    entries = list(records.scalars(found))
    names = people(records)
    numbers = _case_numbers(records, entries)
    shown = [_line(entry, names, numbers) for entry in entries[:PAGE]]
    return shown, entries[PAGE - 1].seq if len(entries) > PAGE else None


def people(records: Session) -> dict[str, str]:
    """Return the accounts: id to name."""
    team = {person.id: person.name for person in records.scalars(select(Clinician))}
    users = records.scalars(select(User).order_by(User.username))
    return {
        user.id: f"{user.username} ({team[user.clinician_id]})"
        if user.clinician_id in team
        else user.username
        for user in users
    }


def actions(records: Session) -> list[str]:
    """Return the kinds of entries that there are."""
    return sorted(records.scalars(select(AuditEntry.action).distinct()))


def _case_numbers(records: Session, entries: list[AuditEntry]) -> dict[str, int]:
    ids = {entry.subject[5:] for entry in entries if entry.subject.startswith("case:")}
    rows = records.execute(select(Case.id, Case.number).where(Case.id.in_(ids)))
    return {row.id: row.number for row in rows}


def _line(entry: AuditEntry, names: dict[str, str], numbers: dict[str, int]) -> Line:
    kind, _, subject = entry.subject.partition(":")
    if kind == "case":
        subject = str(numbers.get(subject, subject[:8]))
    elif kind in ("user", "patient"):
        subject = names.get(subject, subject[:8])
    who = names.get(entry.actor.removeprefix("user:"), entry.actor)
    return Line(entry.seq, entry.at, who, entry.action, kind, subject)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.utc)
