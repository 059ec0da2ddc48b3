"""Who can be paged right now."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.records import queries
from afterdose.records.models import Clinician


class Coverage(NamedTuple):
    """Clinician ids: on call by the rota's step, supervisors, and who else could answer."""

    on_call: dict[int, list[str]]
    supervisors: list[str]
    fallback: list[str]


def coverage(session: Session, moment: datetime) -> Coverage:
    """Read the rota and the team of this moment; nobody who texted OFF is in it.

    The fallback, for a moment that no shift covers, are the supervisors on duty, else
    everybody on duty.
    """
    on_call: dict[int, list[str]] = {}
    for shift in queries.on_call(session, moment):
        on_call.setdefault(shift.step, []).append(shift.clinician_id)
    team = session.scalars(
        select(Clinician).where(Clinician.on_duty).order_by(Clinician.created_at, Clinician.id)
    ).all()
    on_duty = {person.id for person in team}
    steps = {
        step: kept for step, ids in on_call.items() if (kept := [i for i in ids if i in on_duty])
    }
    supervisors = [person.id for person in team if person.role == "supervisor"]
    return Coverage(steps, supervisors, supervisors or [person.id for person in team])
