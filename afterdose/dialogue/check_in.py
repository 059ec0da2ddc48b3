"""The automatic check text after advice that leaves the patient at home (3.13, 4.1).

A routine case is asked after 24 hours how it is; a soon case too, as long as nobody of the care
team has closed it. What the patient answers is taken in `checked_in.py`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.dialogue import cases, thread
from afterdose.dialogue.acting_on_silence import SILENT
from afterdose.dialogue.decisions import KIND, advice, decide_case, queue_advice, set_check_in
from afterdose.dialogue.holding import hold_patient
from afterdose.dialogue.risk import decide_at_least
from afterdose.dialogue.waits import waits
from afterdose.messaging.outbox import is_moot, queue_text
from afterdose.messaging.timers import on_due
from afterdose.records.literals import is_not
from afterdose.records.models import Case, InboundMessage, OutboundMessage, Patient, Timer
from afterdose.texts import render

RULE = "CHECK-IN"  # the rule id of a decision that the check text brought


@on_due(KIND)
def check_in_is_due(session: Session, timer: Timer) -> None:
    """Ask how it is, or act on the silence, unless the case has moved on."""
    patient = hold_patient(session, session.get_one(Case, timer.subject_id).patient_id)
    case = session.get_one(Case, timer.subject_id, populate_existing=True)
    if not stands(session, case, timer):
        return
    if timer.payload["step"] == "ask":
        _ask(session, case, patient, timer)
    else:
        _act(session, case, patient, timer)


def stands(session: Session, case: Case, timer: Timer) -> bool:
    """Tell whether the case still is as it was when the timer was set, and nobody talks in it."""
    same = case.state == "decided" and case.disposition == timer.payload["disposition"]
    if not same or thread.holder(session, case.id) is not None:
        return False
    # A text that waits for its turn is an answer or a new symptom: its turn settles it.
    unread = select(InboundMessage.seq).where(
        InboundMessage.patient_id == case.patient_id, is_not(InboundMessage.state, "handled")
    )
    return timer.payload["step"] == "ask" or session.scalar(unread.limit(1)) is None


@is_moot(KIND)
def check_text_is_moot(session: Session, message: OutboundMessage) -> bool:
    """Tell whether the case of a check text is open again or closed."""
    case = session.get(Case, message.case_id or "")
    return case is None or case.state != "decided"


def _ask(session: Session, case: Case, patient: Patient, timer: Timer) -> None:
    now = clock.now()
    if patient.opted_out_at is None:
        queue_text(
            session,
            key=timer.key,
            kind=KIND,
            body=render("turn.check_in", patient.language),
            priority=2,
            patient=patient,
            case_id=case.id,
        )
        cases.note(session, case, "check_in", "timer", now)
    # Who opted out cannot be asked: the same silence.
    again = timer.payload["again"]
    set_check_in(session, case, "silent", waits().check_in.silent_hours, now, again=again)


def _act(session: Session, case: Case, patient: Patient, timer: Timer) -> None:
    now = clock.now()
    cases.note(session, case, SILENT, "timer", now, wait=KIND)
    if case.disposition != "routine":
        return  # the care team has this case on its worklist already
    raise_to_soon(session, case, patient, now, key=timer.key, why="silent", message_id=None)


def raise_to_soon(
    session: Session,
    case: Case,
    patient: Patient,
    now: datetime,
    *,
    key: str,
    why: str,
    message_id: str | None,
) -> None:
    """Decide that a nurse calls: nobody answered, or it is not gone."""
    because = render(f"turn.check_in_because_{why}", "en")
    found = decide_at_least(session, case, patient, now, least="soon", rule=RULE, because=because)
    found = decide_case(
        session,
        case,
        patient,
        found,
        key=key,
        message_id=message_id,
        decided_by=KIND,
        now=now,
    )
    texts = advice(patient, found)
    queue_advice(session, case, patient, found.disposition, texts, key=key, message_id=message_id)
