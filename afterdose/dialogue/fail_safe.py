"""A text that nobody could assess in time: the patient hears it, and a human is brought in."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
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
from afterdose.records.models import (
    Case,
    Escalation,
    InboundMessage,
    OutboundMessage,
    Patient,
    Timer,
)
from afterdose.texts import render

log = structlog.get_logger()

TOLD_ONCE_IN = timedelta(minutes=10)
"""Saying the same to every text of an outage buries what the patient has to know; real time."""


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
    bring_a_human(session, message, patient, now)


def bring_a_human(
    session: Session, message: InboundMessage, patient: Patient, now: datetime
) -> None:
    """Put an unread text before the care team and tell the patient so, if not done already.

    The caller holds text and patient.
    """
    if message.fail_safe_at is not None:
        return
    case = _case_of(session, message, patient, now)
    message.case_id, message.fail_safe_at = case.id, now
    if emergency_since(session, case, message.received_at):
        return  # the patient knows more than we would say here, and so does the team
    cases.note(session, case, "fail_safe", "timer", now, message=message.id)
    escalation = escalate(
        session,
        case=case,
        patient=patient,
        disposition=level_unread(message),
        reason="not_assessed",
        key=f"{message.id}:fail_safe",
    )
    body = _words(session, escalation, patient)
    if not _stands(session, case, body, now):
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


def level_unread(message: InboundMessage) -> str:
    """Return the disposition of a text that had no turn: possible red flags, or nobody read it."""
    return "urgent" if message.screen_level == "none" else "emergency"


def _words(session: Session, escalation: Escalation, patient: Patient) -> str:
    if nobody_answers(session, escalation):
        return render("turn.fail_safe_nobody", patient.language)
    # What the team was told earlier in this case may be worse than this text.
    doubtful = escalation.disposition == "emergency"
    return render("turn.fail_safe_doubtful" if doubtful else "turn.fail_safe", patient.language)


def _stands(session: Session, case: Case, body: str, now: datetime) -> bool:
    """Tell whether the patient was told just this in this case a moment ago."""
    found = select(OutboundMessage).where(
        OutboundMessage.case_id == case.id,
        OutboundMessage.kind == "fail_safe",
        OutboundMessage.created_at > now - TOLD_ONCE_IN,
        OutboundMessage.state.not_in(("failed", "undelivered", "moot")),
    )
    # Words are encrypted in the records: the database cannot compare them.
    return any(text.body == body for text in session.scalars(found))


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
    return known or cases.start_case(session, patient, cases.conversation_of(session, message), now)
