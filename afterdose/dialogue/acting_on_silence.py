"""What silence does when its timers are due: a reminder, then a decision without the answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.dialogue import cases, thread, told
from afterdose.dialogue.decisions import advice, decide_case, queue_advice
from afterdose.dialogue.dispositions import rank
from afterdose.dialogue.emergency import GATE
from afterdose.dialogue.holding import hold_patient
from afterdose.dialogue.protocol_set import protocols
from afterdose.dialogue.replies import question_texts
from afterdose.dialogue.risk import at_least, bare, decide_at_least, decide_now
from afterdose.dialogue.silence import gate_is_open
from afterdose.dialogue.texts_in_one import joined
from afterdose.messaging.outbox import is_moot, queue_text
from afterdose.messaging.timers import on_due
from afterdose.records.literals import is_not
from afterdose.records.models import Case, InboundMessage, OutboundMessage, Patient, Timer
from afterdose.texts import render
from afterdose.triage.decision import Decision
from afterdose.triage.schema import DispositionName

SILENT = "silent"
LEAST: dict[str, DispositionName] = {
    "red_flag": "emergency",
    "urgent": "urgent",
    "other": "soon",
}
"""What silence comes to at least, by the wait that is over (clinical-basis.md 2.2)."""


@on_due("silence")
def silence_is_due(session: Session, timer: Timer) -> None:
    """Remind the patient, or act without the answer, unless one has come."""
    patient_id = session.get_one(Case, timer.subject_id).patient_id
    patient = hold_patient(session, patient_id)
    case = session.get_one(Case, timer.subject_id, populate_existing=True)
    if not _still_silent(session, case, timer):
        return
    if timer.payload["step"] == "remind":
        _remind(session, case, patient, timer)
    else:
        _act(session, case, patient, timer, clock.now())


@is_moot("reminder")
def reminder_is_moot(session: Session, message: OutboundMessage) -> bool:
    """Tell whether the question of a reminder is no longer waited for."""
    case = session.get(Case, message.case_id or "")
    return case is None or case.state != "asking"


def _still_silent(session: Session, case: Case, timer: Timer) -> bool:
    if case.state != "asking" or case.open_question != timer.payload["question"]:
        return False
    if thread.holder(session, case.id) is not None:
        return False  # a person is talking with the patient
    # A text that waits for its turn is no silence: its turn sets new timers, and if it cannot
    # be taken, the fail-safe brings a human.
    unread = select(InboundMessage.seq).where(
        InboundMessage.patient_id == case.patient_id, is_not(InboundMessage.state, "handled")
    )
    return session.scalar(unread.limit(1)) is None


def _remind(session: Session, case: Case, patient: Patient, timer: Timer) -> None:
    if patient.opted_out_at is not None:
        return
    intro = render(f"turn.reminder_{timer.payload['wait']}", patient.language)
    texts = joined([intro, *question_texts(case.open_question, patient.language)])
    for number, body in enumerate(texts):
        queue_text(
            session,
            key=f"{timer.key}:{number}",
            kind="reminder",
            body=body,
            priority=1,
            patient=patient,
            case_id=case.id,
        )
    cases.note(session, case, "reminded", "timer", clock.now())


def _act(session: Session, case: Case, patient: Patient, timer: Timer, now: datetime) -> None:
    wait = timer.payload["wait"]
    cases.note(session, case, SILENT, "timer", now, wait=wait)
    question = case.open_question
    if question is not None:
        told.keep_answer(
            session,
            case,
            question,
            SILENT,
            raw=None,
            status=SILENT,
            message_id=None,
            now=now,
        )
        session.flush()
    decision = _decision(session, case, patient, wait, now)
    # The question stays open, so that a late answer is still taken.
    if rank(decision.disposition) <= rank(case.disposition):
        # Reopened, and the patient already has this advice and the team this case.
        case.state = "decided"
        return
    decision = decide_case(
        session,
        case,
        patient,
        decision,
        key=timer.key,
        message_id=None,
        decided_by="silence",
        now=now,
    )
    texts = advice(patient, decision)
    queue_advice(
        session, case, patient, decision.disposition, texts, key=timer.key, message_id=None
    )


def _decision(session: Session, case: Case, patient: Patient, wait: str, now: datetime) -> Decision:
    because = render(f"turn.silence_because_{wait}", "en")
    if gate_is_open(case) and wait == "other":
        return _harmless_gate(session, case, patient, now, because)
    return decide_at_least(
        session,
        case,
        patient,
        now,
        least=LEAST[wait],
        rule=case.open_question or GATE,
        because=because,
    )


def _harmless_gate(
    session: Session, case: Case, patient: Patient, now: datetime, because: str
) -> Decision:
    """Decide as if the gate had not been asked: soon, unless a rule already says more (2.1).

    Example: "I have a new mole", then silence, is soon also a month after the infusion, when a
    case that no rule matches would be urgent.
    """
    gate = {question.id for question in protocols().gate}
    try:
        found = decide_now(session, case, patient, now, without=gate)
    except Exception:
        found = None
    if found is not None and found.rules:
        return at_least(found, "soon", GATE, because)
    return bare(case, "soon", GATE, because, told.answers_of(session, case))
