"""A person of the care team writes in the patient's own thread, and hands it back."""

from __future__ import annotations

from typing import Literal

import structlog
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.dialogue import cases, silence, thread
from afterdose.dialogue.holding import hold_message, hold_patient
from afterdose.dialogue.replies import question_texts
from afterdose.dialogue.texts_in_one import joined
from afterdose.escalation import events
from afterdose.escalation.lock import lock_case, open_escalation
from afterdose.escalation.response import acknowledge
from afterdose.escalation.start import escalate
from afterdose.messaging import inbox
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.timers import cancel_timers
from afterdose.records import database
from afterdose.records.models import Case, Clinician, InboundMessage, Patient, User, new_id
from afterdose.records.models_console import ThreadHold
from afterdose.texts import render

log = structlog.get_logger()

LONGEST = 1200  # of a text; the carrier refuses more than 1600 with what it adds
KIND = "person"

Reason = Literal["no_team", "closed", "not_yours", "opted_out", "words"]


class NotNow(Exception):
    """The person may not write in this thread; ``reason`` tells why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def write(session: Session, case: Case, user: User, body: str) -> None:
    """Send the patient a text of a clinician's; the first one silences the assistant.

    The escalation is taken with it when nobody has it yet. Raises NotNow.
    """
    words = body.strip()
    if not words or len(words) > LONGEST:
        raise NotNow("words")
    patient = hold_patient(session, case.patient_id)
    clinician = session.get(Clinician, user.clinician_id or "")
    if clinician is None:
        raise NotNow("no_team")
    if patient.opted_out_at is not None:
        raise NotNow("opted_out")
    _take(session, case, user)
    if thread.holder(session, case.id) is None:
        _begin(session, case, patient, user, clinician)
    _tell(session, case, patient, [words])
    cases.note(session, case, "person_wrote", events.actor(user), clock.now())


def hand_back(session: Session, case: Case, user: User) -> None:
    """Let the assistant answer again: the patient hears it, and its open question once more.

    Raises NotNow for whoever does not have the thread.
    """
    patient = hold_patient(session, case.patient_id)
    lock_case(session, case.id)
    held = thread.holder(session, case.id)
    if held is None or held.clinician_id != user.clinician_id:
        raise NotNow("not_yours")
    now = clock.now()
    held.ended_at = now
    session.flush()
    cases.note(session, case, "handed_back", events.actor(user), now)
    asked = question_texts(case.open_question, patient.language) if case.state == "asking" else []
    if patient.opted_out_at is None:
        _tell(session, case, patient, [render("thread.ended", patient.language), *asked])
    silence.watch(session, case, patient, cause=f"handed_back:{held.id}", now=now)


def leave_to_person(message_id: str, attempt: int) -> bool:
    """Give a text to whoever has the patient's thread; False when that is the assistant.

    The text is handled then: it stands in the case, and its holder is told to look. Danger in
    its words has been seen before, by the screen; an emergency ends the hold there.
    Raises inbox.Overtaken when a newer attempt owns the text.
    """
    with database.reading() as session:
        message = session.query(InboundMessage).filter_by(id=message_id).one()
        if message.state == "handled" or message.patient_id is None:
            return False
        if thread.holder_for(session, message.patient_id) is None:
            return False
    try:
        with database.session() as session:
            cancel_timers(session, "fail_safe", message_id)
            inbox.mark_handled(session, message_id, attempt)
            _leave(session, hold_message(session, message_id))
    except _HandedBackMeanwhile:
        return False
    log.info("A text was left to a person.", message=message_id, attempt=attempt)
    return True


class _HandedBackMeanwhile(Exception):
    """Nothing is written: the assistant has the thread again."""


def _leave(session: Session, message: InboundMessage) -> None:
    assert message.patient_id is not None
    patient = hold_patient(session, message.patient_id)
    held = thread.holder_for(session, patient.id)
    if held is None:
        raise _HandedBackMeanwhile
    case = session.get_one(Case, held.case_id)
    message.case_id = case.id
    escalation = open_escalation(session, case.id, lock=False)
    assert escalation is not None  # a hold counts only with one
    # Possible danger is told at once; anything else at most every two minutes (again.py).
    reason = "screen" if message.screen_level == "check" else "wrote"
    escalate(
        session,
        case=case,
        patient=patient,
        disposition=escalation.disposition,
        reason=reason,
        key=f"{message.id}:{reason}",
    )


def _take(session: Session, case: Case, user: User) -> None:
    lock_case(session, case.id)
    escalation = open_escalation(session, case.id)
    if escalation is None:
        raise NotNow("closed")
    if escalation.state == "open":
        acknowledge(session, escalation, user)
    elif escalation.acknowledged_by != user.clinician_id:
        raise NotNow("not_yours")


def _begin(
    session: Session, case: Case, patient: Patient, user: User, clinician: Clinician
) -> None:
    now = clock.now()
    session.add(ThreadHold(case_id=case.id, clinician_id=clinician.id, began_at=now))
    cancel_timers(session, "silence", case.id)
    cases.note(session, case, "person_began", events.actor(user), now)
    told = render("thread.begun", patient.language, name=clinician.name)
    _tell(session, case, patient, [told])


def _tell(session: Session, case: Case, patient: Patient, texts: list[str]) -> None:
    for body in joined(texts):
        queue_text(
            session,
            key=f"person:{case.id}:{new_id()}",
            kind=KIND,
            body=body,
            priority=1,
            patient=patient,
            case_id=case.id,
        )
