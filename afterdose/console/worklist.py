"""The worklist: escalations that nobody has closed yet, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, select
from sqlalchemy.orm import Session, joinedload

from afterdose import clock
from afterdose.records.models import Clinician, Escalation, Patient
from afterdose.triage.clock import treatment_day

URGENCY = {"emergency": 0, "urgent": 1, "soon": 2}
LONGEST = 200


@dataclass(frozen=True)
class Item:
    """One line of the worklist; initials only, since a list hangs open on a screen."""

    case_id: str
    code: str
    disposition: str
    reason: str
    areas: tuple[str, ...]
    initials: str
    treatment_day: int | None
    state: str
    holder: str | None
    opened_at: datetime
    age: timedelta


def initials(patient: Patient) -> str:
    """Shorten a name to what a colleague needs to tell two patients apart."""
    return "".join(f"{name[:1].upper()}." for name in (patient.given_name, patient.family_name))


def open_items(records: Session) -> list[Item]:
    """Read the open escalations: most urgent first, unacknowledged before taken, then oldest."""
    urgency = case(URGENCY, value=Escalation.disposition, else_=len(URGENCY))
    rows = records.execute(
        select(Escalation, Clinician)
        .outerjoin(Clinician, Clinician.id == Escalation.acknowledged_by)
        .where(Escalation.state != "closed")
        .options(joinedload(Escalation.case), joinedload(Escalation.patient))
        .order_by(urgency, Escalation.state == "acknowledged", Escalation.opened_at)
        .limit(LONGEST)
    ).all()
    now = clock.now()
    return [
        Item(
            case_id=escalation.case_id,
            code=escalation.code,
            disposition=escalation.disposition,
            reason=escalation.reason,
            areas=tuple(escalation.case.areas),
            initials=initials(escalation.patient),
            treatment_day=treatment_day(
                escalation.patient.last_infusion_on, now, escalation.patient.time_zone
            ),
            state=escalation.state,
            holder=holder.name if holder else None,
            opened_at=escalation.opened_at,
            age=now - escalation.opened_at,
        )
        for escalation, holder in rows
    ]
