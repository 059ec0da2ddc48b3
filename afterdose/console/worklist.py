"""The worklist: escalations that nobody has closed yet, by deadline, emergencies first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from afterdose import clock
from afterdose.console.sessions import SignedIn
from afterdose.escalation import rungs
from afterdose.escalation.deadlines import deadlines
from afterdose.escalation.patient import contact_due
from afterdose.records.models import Clinician, Decision, Escalation, Patient
from afterdose.settings import settings
from afterdose.triage.clock import treatment_day

URGENCY = {"emergency": 0, "urgent": 1, "soon": 2}
LONGEST = 200


@dataclass(frozen=True)
class Item:
    """One line of the worklist; initials only, since a list hangs open on a screen."""

    escalation_id: str
    case_id: str
    number: int
    code: str
    disposition: str
    reason: str
    because: str  # the first reason of the last decision, in the protocols' words
    areas: tuple[str, ...]
    initials: str
    treatment_day: int | None
    state: str
    holder: str | None
    mine: bool
    may_pass: bool
    opened_at: datetime
    due_at: datetime  # by when somebody has to accept it, then by when to reach the patient


def initials(patient: Patient) -> str:
    """Shorten a name to what a colleague needs to tell two patients apart."""
    return "".join(f"{name[:1].upper()}." for name in (patient.given_name, patient.family_name))


def due_at(escalation: Escalation) -> datetime:
    """Return the deadline that counts now: to accept, or once accepted to reach the patient."""
    if escalation.state != "open":
        return contact_due(escalation)
    wait = 60 * deadlines(escalation.disposition).acknowledge_minutes
    return escalation.opened_at + clock.clinical_wait(wait, settings().time_scale)


def may_pass(escalation: Escalation, clinician_id: str | None) -> bool:
    """Tell whether this person may hand an escalation on: who has it, or is paged for it now."""
    if clinician_id is None or escalation.state == "closed":
        return False
    if escalation.state == "acknowledged":
        return escalation.acknowledged_by == clinician_id
    step = escalation.step
    return bool(escalation.ladder) and clinician_id in rungs.people(escalation.ladder, step)


def open_items(records: Session, me: SignedIn) -> list[Item]:
    """Read the open escalations: emergencies first, then whatever is due first."""
    urgency = case(URGENCY, value=Escalation.disposition, else_=len(URGENCY))
    rows = records.execute(
        select(Escalation, Clinician)
        .outerjoin(Clinician, Clinician.id == Escalation.acknowledged_by)
        .where(Escalation.state != "closed")
        .options(joinedload(Escalation.case), joinedload(Escalation.patient))
        .order_by(urgency, Escalation.state == "acknowledged", Escalation.opened_at)
        .limit(LONGEST)
    ).all()
    because = _because(records, [escalation.case_id for escalation, _ in rows])
    items = [
        _item(escalation, holder, because.get(escalation.case_id, ""), me)
        for escalation, holder in rows
    ]
    return sorted(items, key=lambda item: (item.disposition != "emergency", item.due_at))


def _because(records: Session, case_ids: list[str]) -> dict[str, str]:
    last = (
        select(func.max(Decision.seq))
        .where(Decision.case_id.in_(case_ids))
        .group_by(Decision.case_id)
    )
    rows = records.execute(
        select(Decision.case_id, Decision.because).where(Decision.seq.in_(last))
    ).all()
    return {row.case_id: row.because[0] for row in rows if row.because}


def _item(escalation: Escalation, holder: Clinician | None, because: str, me: SignedIn) -> Item:
    patient = escalation.patient
    return Item(
        escalation_id=escalation.id,
        case_id=escalation.case_id,
        number=escalation.case.number,
        code=escalation.code,
        disposition=escalation.disposition,
        reason=escalation.reason,
        because=because if escalation.reason == "decision" else "",
        areas=tuple(escalation.case.areas),
        initials=initials(patient),
        treatment_day=treatment_day(patient.last_infusion_on, clock.now(), patient.time_zone),
        state=escalation.state,
        holder=holder.name if holder else None,
        mine=holder is not None and holder.id == me.clinician_id,
        may_pass=may_pass(escalation, me.clinician_id),
        opened_at=escalation.opened_at,
        due_at=due_at(escalation),
    )
