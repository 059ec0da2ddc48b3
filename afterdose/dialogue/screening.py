"""The first step of every text: read its words for danger and for commands, at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.dialogue import cases, pictures, strangers, text_commands
from afterdose.dialogue.emergency import commit_emergency
from afterdose.dialogue.holding import end_silence, hold_message, hold_patient
from afterdose.dialogue.protocol_set import protocols
from afterdose.language.findings import Screening
from afterdose.language.screen import screen
from afterdose.messaging.timers import cancel_timers
from afterdose.records import database
from afterdose.records.models import InboundMessage, Patient
from afterdose.triage.schema import Question


def screen_message(message_id: str) -> None:
    """Screen one text and do at once what must not wait for a conversation.

    An emergency is advised and escalated here; STOP, START, CALLED, pictures without words
    and texts from unknown numbers are handled here altogether. Safe to run again and to run
    twice at a time: everything happens in one transaction, for an unscreened text only.
    """
    with database.reading() as session:
        message = hold_nothing(session, message_id)
        needs_turn = not (text_commands.own(message.body) or pictures.only(message))
    with database.session() as session:
        if not needs_turn:
            cancel_timers(session, "fail_safe", message_id)
        message = hold_message(session, message_id)
        if message.screened_at is not None:
            return
        now = clock.now()
        if message.patient_id is not None:
            end_silence(session, message.patient_id)
            screen_patient(session, message, hold_patient(session, message.patient_id), now)
            return
        _keep(message, screen(message.body), now)
        if message.clinician_id is None:
            strangers.answer(session, message, now)


def hold_nothing(session: Session, message_id: str) -> InboundMessage:
    """Return an inbound text without holding it."""
    return session.query(InboundMessage).filter_by(id=message_id).one()


def screen_patient(
    session: Session, message: InboundMessage, patient: Patient, now: datetime
) -> None:
    """Screen a patient's text in the caller's transaction, which holds text and patient."""
    talking = cases.talking_case(session, patient.id)
    question = _question(talking.open_question if talking is not None else None)
    screening = screen(message.body, patient.language, question=question)
    _keep(message, screening, now)
    if screening.level == "emergency":
        commit_emergency(session, message, patient, screening, now)
    elif text_commands.own(message.body):
        text_commands.complete(session, message, patient, now)
    elif pictures.only(message):
        pictures.answer(session, message, patient, now)


def _question(question_id: str | None) -> Question | None:
    return protocols().questions.get(question_id) if question_id is not None else None


def _keep(message: InboundMessage, screening: Screening, now: datetime) -> None:
    message.screened_at = now
    message.screen_level = screening.level
    message.screen_findings = [
        told | {"names_area": found.names_area}
        for told, found in zip(screening.to_json()["findings"], screening.findings, strict=True)
    ]
