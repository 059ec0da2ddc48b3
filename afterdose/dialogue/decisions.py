"""Decisions as they enter the records, and the advice and the escalation that follow."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.dialogue.cases import note
from afterdose.dialogue.context import text_values
from afterdose.dialogue.dispositions import highest, rank
from afterdose.dialogue.protocol_set import protocols
from afterdose.dialogue.risk import at_least
from afterdose.dialogue.waits import waits
from afterdose.escalation.events import nobody_was_there
from afterdose.escalation.start import escalate
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.timers import cancel_timers, set_timer
from afterdose.records.models import Case, Patient
from afterdose.records.models import Decision as DecisionRow
from afterdose.settings import settings
from afterdose.texts import render
from afterdose.triage.decision import Decision
from afterdose.triage.guidance import guidance

log = structlog.get_logger()

KIND = "check_in"  # of timers and texts that ask later how it is
NOBODY = "nobody"  # the rule id of an emergency because nobody of the care team can be reached


def decide_case(
    session: Session,
    case: Case,
    patient: Patient,
    decision: Decision,
    *,
    key: str,
    message_id: str | None,
    decided_by: str,
    now: datetime,
) -> Decision:
    """Write a decision down: the case is decided, and a human hears of soon or worse.

    The case's disposition never goes down; the escalation runs on the case's. Returns the
    decision that stands, whose advice is to be sent: with nobody on call a lesser one is an
    emergency (clinical-basis.md 4.1), and "a nurse will call you" would be untrue.
    """
    case.disposition = highest(decision.disposition, case.disposition)
    case.state, case.decided_at = "decided", now
    note(
        session, case, "decided", "assistant", now, disposition=decision.disposition, by=decided_by
    )
    cancel_timers(session, "silence", case.id)
    if rank(case.disposition) >= rank("soon"):
        escalation = escalate(
            session,
            case=case,
            patient=patient,
            disposition=case.disposition,
            reason="decision",
            key=key,
        )
        if nobody_was_there(session, escalation):
            decision = at_least(decision, "emergency", NOBODY, render("turn.nobody_because", "en"))
            case.disposition = highest(decision.disposition, case.disposition)
    session.add(
        DecisionRow(
            case_id=case.id,
            message_id=message_id,
            key=key,
            disposition=decision.disposition,
            rules=list(decision.rules),
            because=list(decision.because),
            answers=json.dumps(dict(decision.answers), default=str),
            worst_case=list(decision.worst_case),
            protocol_hash=decision.protocol_hash,
            protocol_version=decision.protocol_version,
            treatment_day=decision.treatment_day,
            decided_by=decided_by,
            decided_at=now,
        )
    )
    cancel_timers(session, KIND, case.id)
    hours = waits().check_in.hours_after(case.disposition)
    if hours is not None:
        set_check_in(session, case, "ask", hours, now)
    return decision


def set_check_in(
    session: Session, case: Case, step: str, hours: float, now: datetime, *, again: bool = False
) -> None:
    """Wait until the patient is to be asked how it is, or until an answer is due.

    ``again``: the question is the second one. The hours run with the rehearsal clock.
    """
    set_timer(
        session,
        key=f"{KIND}:{case.id}:{step}:{now.isoformat()}",
        kind=KIND,
        subject_id=case.id,
        due_at=now + clock.clinical_wait(hours * 3600, settings().time_scale),
        payload={"step": step, "disposition": case.disposition, "again": again},
    )


def emergency_since(session: Session, case: Case, moment: datetime) -> bool:
    """Tell whether the patient was given emergency advice in this case since a moment."""
    found = select(DecisionRow.id).where(
        DecisionRow.case_id == case.id,
        DecisionRow.disposition == "emergency",
        DecisionRow.decided_at >= moment,
    )
    return session.scalar(found.limit(1)) is not None


def advice(patient: Patient, decision: Decision) -> list[str]:
    """Return the texts of a decision, the instruction first.

    When the protocols cannot give them, one plain text says what to do.
    """
    try:
        texts = guidance(protocols(), decision, patient.language, text_values(patient))
    except Exception as error:
        log.error("The guidance failed.", error=type(error).__name__)
        texts = []
    return texts or [render(f"turn.plain_{decision.disposition}", patient.language)]


def queue_advice(
    session: Session,
    case: Case,
    patient: Patient,
    disposition: str,
    texts: Iterable[str],
    *,
    key: str,
    message_id: str | None,
) -> None:
    """Queue the texts of a decision; an emergency's go before everything else."""
    emergency = disposition == "emergency"
    for number, text in enumerate(texts):
        queue_text(
            session,
            key=f"{key}:{number}",
            kind="emergency_advice" if emergency else "reply",
            body=text,
            priority=0 if emergency else 1,
            patient=patient,
            case_id=case.id,
            in_reply_to=message_id,
        )
