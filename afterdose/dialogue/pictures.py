"""Pictures without words: nobody can triage them by text, so a human looks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from afterdose.dialogue import cases, silence
from afterdose.dialogue.finishing import finish
from afterdose.dialogue.replies import question_texts, queue_reply
from afterdose.escalation.events import nobody_answers
from afterdose.escalation.start import escalate
from afterdose.records.models import InboundMessage, Patient
from afterdose.texts import render


def only(message: InboundMessage) -> bool:
    """Tell whether a text is nothing but pictures."""
    return message.media_count > 0 and not message.body.strip()


def answer(session: Session, message: InboundMessage, patient: Patient, now: datetime) -> None:
    """Say that pictures cannot be read and what to do in danger; a human is told to look."""
    case = cases.talking_case(session, patient.id) or cases.open_case(session, patient.id, now)
    if case is None:
        case = cases.start_case(session, patient, cases.conversation_of(session, message), now)
    message.case_id = case.id
    cases.note(session, case, "picture", "patient", now, message=message.id)
    asked = question_texts(case.open_question, patient.language)
    escalation = escalate(
        session,
        case=case,
        patient=patient,
        disposition="urgent",
        reason="not_assessed",
        key=f"{message.id}:picture",
    )
    if nobody_answers(session, escalation):
        texts = [render("turn.picture_nobody", patient.language)]
    else:
        texts = [render("turn.picture", patient.language), *asked]
    queue_reply(session, message, patient, texts, case=case)
    if case.open_question is not None:
        silence.watch(session, case, patient, cause=message.id, now=now)
    finish(message, now)
