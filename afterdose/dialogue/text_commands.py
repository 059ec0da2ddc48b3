"""STOP, START and CALLED: completed at once, without a conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from afterdose.dialogue import cases, silence, standing
from afterdose.dialogue.dispositions import highest, rank
from afterdose.dialogue.finishing import finish
from afterdose.dialogue.replies import question_texts, queue_reply
from afterdose.dialogue.risk import risk_so_far
from afterdose.escalation.start import escalate
from afterdose.language.commands import command
from afterdose.records.models import Case, InboundMessage, Patient
from afterdose.texts import render


def own(body: str) -> str | None:
    """Name the command, if the whole text is one that needs no conversation."""
    found = command(body)
    return found if found in ACTIONS else None


def complete(session: Session, message: InboundMessage, patient: Patient, now: datetime) -> None:
    """Do what the command says and mark the text handled; the caller holds text and patient."""
    case = cases.talking_case(session, patient.id) or cases.open_case(session, patient.id, now)
    if case is not None:
        message.case_id = case.id
    ACTIONS[own(message.body) or ""](session, message, patient, case, now)
    if case is not None:
        silence.watch(session, case, patient, cause=message.id, now=now)
    finish(message, now)


def _stop(
    session: Session, message: InboundMessage, patient: Patient, case: Case | None, now: datetime
) -> None:
    # No reply: the carrier sends its own and blocks ours from here on.
    patient.opted_out_at = patient.opted_out_at or now
    if case is None:
        return
    cases.note(session, case, "opted_out", "patient", now)
    risk = risk_so_far(session, case, patient, now)
    if rank(risk) >= rank("urgent") or silence.red_flag_is_open(session, case):
        escalate(
            session,
            case=case,
            patient=patient,
            disposition=highest("urgent", risk),
            reason="opted_out",
            key=f"{message.id}:opted_out",
        )


def _start(
    session: Session, message: InboundMessage, patient: Patient, case: Case | None, now: datetime
) -> None:
    patient.opted_out_at = None
    asked: list[str] = []
    if case is not None:
        cases.note(session, case, "opted_in", "patient", now)
        standing.repeat(session, message, patient, case)
        asked = question_texts(case.open_question, patient.language)
    texts = [render("turn.welcome_back", patient.language), *asked]
    queue_reply(session, message, patient, texts, case=case)


def _called(
    session: Session, message: InboundMessage, patient: Patient, case: Case | None, now: datetime
) -> None:
    if case is not None:
        cases.note(session, case, "help_called", "patient", now, message=message.id)
    queue_reply(session, message, patient, [render("turn.called", patient.language)], case=case)


ACTIONS: dict[str, Callable[[Session, InboundMessage, Patient, Case | None, datetime], None]] = {
    "stop": _stop,
    "start": _start,
    "called": _called,
}
