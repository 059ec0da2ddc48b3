"""The decision that a turn reached, looked at a second time before it is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from afterdose.dialogue.decisions import advice, decide_case, queue_advice
from afterdose.dialogue.dispositions import rank
from afterdose.dialogue.reply import Decided
from afterdose.dialogue.risk import at_least, decide_now
from afterdose.dialogue.texts_in_one import joined
from afterdose.records.models import Case, InboundMessage, Patient
from afterdose.texts import render
from afterdose.triage.decision import Decision
from afterdose.triage.schema import DispositionName

log = structlog.get_logger()

EARLIER = "earlier"  # the rule id of a decision that an earlier one in the case holds up


def record_verdict(
    session: Session,
    case: Case,
    patient: Patient,
    message: InboundMessage,
    decided: Decided,
    texts: Sequence[str],
    now: datetime,
) -> None:
    """Record a turn's decision and queue its texts; never lower than what the case has.

    A reopened case is decided from all that it knows: yesterday's fever counts beside today's
    headache. When that is higher than the turn's own decision, or nobody is on call, the advice
    of the decision that stands replaces the texts.
    """
    own = _plain(decided)
    final = _second_look(session, case, patient, own, now)
    if case.disposition is not None:
        earlier: DispositionName = case.disposition  # type: ignore[assignment]
        final = at_least(final, earlier, EARLIER, render("turn.earlier_because", "en"))
    key = f"{message.id}:decision"
    case.open_question = None
    final = decide_case(
        session,
        case,
        patient,
        final,
        key=key,
        message_id=message.id,
        decided_by="dialogue",
        now=now,
    )
    if final.disposition != own.disposition:
        texts = advice(patient, final)
    if final.disposition != "emergency":
        texts = joined(texts)
    if patient.opted_out_at is None or final.disposition == "emergency":
        queue_advice(
            session, case, patient, final.disposition, texts, key=key, message_id=message.id
        )


def _plain(decided: Decided) -> Decision:
    return Decision(
        disposition=decided.disposition,
        rules=tuple(decided.rules),
        because=tuple(decided.because),
        areas=tuple(decided.areas),
        answers=decided.answers,
        worst_case=tuple(decided.worst_case),
        protocol_hash=decided.protocol_hash,
        protocol_version=decided.protocol_version,
        treatment_day=decided.treatment_day,
        shown=tuple(decided.shown),
    )


def _second_look(
    session: Session, case: Case, patient: Patient, own: Decision, now: datetime
) -> Decision:
    try:
        whole = decide_now(session, case, patient, now)
    except Exception as error:
        log.error("The second look failed.", case=case.id, error=type(error).__name__)
        return own
    return whole if rank(whole.disposition) > rank(own.disposition) else own
