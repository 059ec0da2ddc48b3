"""Writing a turn down: everything that it causes becomes true in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.dialogue import cases, silence
from afterdose.dialogue.effects import apply_effects
from afterdose.dialogue.holding import end_silence, hold_message, hold_patient
from afterdose.dialogue.metadata import advised_for, advised_since
from afterdose.dialogue.replies import queue_reply
from afterdose.dialogue.reply import (
    Answered,
    AreaOpened,
    Asked,
    Decided,
    NurseRequested,
    Reply,
)
from afterdose.dialogue.verdict import record_verdict
from afterdose.escalation.events import nobody_answers
from afterdose.escalation.start import escalate
from afterdose.records.models import Case, InboundMessage, Patient
from afterdose.texts import render


def record_turn(
    session: Session, message_id: str, conversation: str, reply: Reply, now: datetime
) -> None:
    """Record a turn in the caller's transaction, which has marked the text handled."""
    message = hold_message(session, message_id)
    assert message.patient_id is not None
    end_silence(session, message.patient_id)
    patient = hold_patient(session, message.patient_id)
    known = _known_case(session, message, patient, conversation, now)
    if known is not None and advised_since(session, message, known):
        _record_beside_advice(session, message, patient, known, reply, now)
        return
    if advised_for(session, message):
        # A human closed the case of this text's emergency before the turn came: the patient has
        # the advice and was talked to, and is not to hear it all again.
        if known is not None:
            _record_beside_advice(session, message, patient, known, reply, now)
            silence.watch(session, known, patient, cause=message.id, now=now)
        return
    case = _case(session, known, patient, conversation, reply, message, now)
    if case is not None:
        message.case_id = case.id
        apply_effects(session, case, message, reply, now)
    texts = list(reply.texts)
    if message.media_count:
        # advice comes before everything else, an open question comes last
        place = len(texts) if reply.decision is not None else 0
        texts.insert(place, render("turn.picture_beside", patient.language))
    if case is not None and reply.decision is not None:
        record_verdict(session, case, patient, message, reply.decision, texts, now)
        _bring_in_humans(session, case, patient, message, reply)
    else:
        if case is not None and not _bring_in_humans(session, case, patient, message, reply):
            # Neither "a nurse will call you" nor a question: nobody is there.
            texts = [render("turn.nobody", patient.language)]
        if patient.opted_out_at is None:
            queue_reply(session, message, patient, texts, case=case)
    if case is not None:
        silence.watch(session, case, patient, cause=message.id, now=now)


def _known_case(
    session: Session, message: InboundMessage, patient: Patient, conversation: str, now: datetime
) -> Case | None:
    of_conversation = session.scalars(select(Case).filter_by(conversation=conversation)).first()
    if of_conversation is not None and of_conversation.state != "closed":
        return of_conversation
    if message.case_id is not None:
        named = session.get_one(Case, message.case_id)
        if named.state != "closed":
            return named
    return cases.open_case(session, patient.id, now)


def _case(
    session: Session,
    known: Case | None,
    patient: Patient,
    conversation: str,
    reply: Reply,
    message: InboundMessage,
    now: datetime,
) -> Case | None:
    """Return the turn's case: the one that talks, a decided one reopened, or a new one.

    Small talk makes none, and reopens none; it belongs to the case that stands.
    """
    if known is not None and known.conversation == conversation and known.state != "closed":
        if known.state == "decided" and _names_a_problem(reply):
            known.state = "asking"  # a late answer after silence decided
        return known
    if _names_a_problem(reply):
        if known is None:
            return cases.start_case(session, patient, cases.conversation_of(session, message), now)
        if known.state == "decided":
            cases.reopen(session, known, conversation, now)
        return known
    wanted = message.media_count or any(isinstance(e, NurseRequested) for e in reply.effects)
    if known is None and wanted:
        return cases.start_case(session, patient, cases.conversation_of(session, message), now)
    return known


def _names_a_problem(reply: Reply) -> bool:
    return any(
        isinstance(e, AreaOpened | Answered | Decided)
        or (isinstance(e, Asked) and e.question is not None)
        for e in reply.effects
    )


def _record_beside_advice(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    case: Case,
    reply: Reply,
    now: datetime,
) -> None:
    """Keep what the turn understood and whom it calls; its texts would only hide the advice."""
    message.case_id = case.id
    open_question = case.open_question
    apply_effects(session, case, message, reply, now)
    case.open_question = open_question
    _bring_in_humans(session, case, patient, message, reply)


def _bring_in_humans(
    session: Session, case: Case, patient: Patient, message: InboundMessage, reply: Reply
) -> bool:
    """Escalate what a human has to look at; tell whether somebody can be promised."""
    reasons: list[tuple[bool, str, str]] = [
        (any(isinstance(e, NurseRequested) for e in reply.effects), "urgent", "nurse"),
        # Nobody has seen the picture yet, whatever the words came to.
        (message.media_count > 0, "soon", "not_assessed"),
        # We may not text: questions would go unanswered.
        (
            patient.opted_out_at is not None and _names_a_problem(reply),
            "urgent",
            "opted_out",
        ),
    ]
    brought = [
        escalate(
            session,
            case=case,
            patient=patient,
            disposition=disposition,
            reason=reason,
            key=f"{message.id}:{reason}",
        )
        for holds, disposition, reason in reasons
        if holds
    ]
    return not any(nobody_answers(session, escalation) for escalation in brought)
