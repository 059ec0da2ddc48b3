"""A text that nobody could assess in time: the patient hears it, and a human is brought in."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.dialogue import cases
from afterdose.dialogue.decisions import emergency_since
from afterdose.dialogue.holding import end_silence, hold_message, hold_patient
from afterdose.dialogue.screening import screen_patient
from afterdose.escalation.events import nobody_answers
from afterdose.escalation.start import escalate
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.timers import on_due
from afterdose.records.models import Case, InboundMessage, Patient, Timer
from afterdose.texts import render

log = structlog.get_logger()


@on_due("fail_safe")
def fail_safe_is_due(session: Session, timer: Timer) -> None:
    """Tell patient and care team that a text waits, whatever its turn is doing.

    The text stays unfinished and its turn is tried again; a late reply goes out beside this.
    A text whose words nobody read yet is read here first.
    """
    message = hold_message(session, timer.subject_id)
    if message.state == "handled" or message.fail_safe_at is not None:
        return
    if message.patient_id is None:
        return
    end_silence(session, message.patient_id)
    patient = hold_patient(session, message.patient_id)
    now = clock.now()
    if message.screened_at is None:
        _screen(session, message, patient, now)
        if message.state == "handled":
            return
    case = _case_of(session, message, patient, now)
    message.case_id, message.fail_safe_at = case.id, now
    if emergency_since(session, case, message.received_at):
        return  # the patient knows more than we would say here, and so does the team
    doubtful = message.screen_level != "none"  # possible red flags, or nobody read the words
    cases.note(session, case, "fail_safe", "timer", now, message=message.id)
    escalation = escalate(
        session,
        case=case,
        patient=patient,
        disposition="emergency" if doubtful else "urgent",
        reason="not_assessed",
        key=f"{message.id}:fail_safe",
    )
    if nobody_answers(session, escalation):
        body = render("turn.fail_safe_nobody", patient.language)
    else:
        name = "turn.fail_safe_doubtful" if doubtful else "turn.fail_safe"
        body = render(name, patient.language)
    queue_text(
        session,
        key=f"{message.id}:fail_safe",
        kind="fail_safe",
        body=body,
        priority=1,
        patient=patient,
        case_id=case.id,
        in_reply_to=message.id,
    )
    log.warning("A text was not assessed in time.", message=message.id, case=case.id)


def _screen(session: Session, message: InboundMessage, patient: Patient, now: datetime) -> None:
    try:
        with session.begin_nested():
            screen_patient(session, message, patient, now)
    except Exception as error:
        # Whatever breaks the screen must not stop the fail-safe.
        log.error("The screen failed.", message=message.id, error=type(error).__name__)


def _case_of(session: Session, message: InboundMessage, patient: Patient, now: datetime) -> Case:
    if message.case_id is not None:
        return session.get_one(Case, message.case_id)
    known = cases.talking_case(session, patient.id) or cases.open_case(session, patient.id, now)
    # The name that the turn of this text will use for its conversation, too.
    return known or cases.start_case(session, patient, f"m{message.id}", now)
