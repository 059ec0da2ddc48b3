"""The instruction that stands: told again to somebody who could not get our texts meanwhile."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.dialogue.decisions import advice, queue_advice
from afterdose.dialogue.dispositions import rank
from afterdose.dialogue.risk import EVER_SAID, at_least
from afterdose.escalation.events import nobody_was_there
from afterdose.escalation.start import escalate
from afterdose.records.models import Case, InboundMessage, Patient
from afterdose.records.models import Decision as DecisionRow
from afterdose.texts import render
from afterdose.triage.decision import Decision
from afterdose.triage.schema import DispositionName

STANDING = "standing"


def repeat(session: Session, message: InboundMessage, patient: Patient, case: Case) -> None:
    """Queue the advice of an open case that is urgent or worse, before any other answer.

    The care team hears that the patient can be texted again, so that what the advice says of
    them is true; with nobody of them there an emergency's is told.
    """
    if case.disposition is None or rank(case.disposition) < rank("urgent"):
        return
    escalation = escalate(
        session,
        case=case,
        patient=patient,
        disposition=case.disposition,
        reason="opted_out",
        key=f"{message.id}:{STANDING}",
    )
    least: DispositionName = case.disposition  # type: ignore[assignment]
    if nobody_was_there(session, escalation):
        least = "emergency"
    decision = at_least(_last(session, case), least, STANDING, render("turn.earlier_because", "en"))
    texts = advice(patient, decision)
    key = f"{message.id}:{STANDING}"
    disposition = decision.disposition
    queue_advice(session, case, patient, disposition, texts, key=key, message_id=message.id)


def _last(session: Session, case: Case) -> Decision:
    found = select(DecisionRow).filter_by(case_id=case.id).order_by(DecisionRow.seq)
    rows = session.scalars(found).all()
    # The worst one, and of these the last: case.disposition never goes down.
    row = max(rows, key=lambda made: (rank(made.disposition), made.seq))
    return Decision(
        disposition=row.disposition,  # type: ignore[arg-type]
        rules=tuple(row.rules),
        because=tuple(row.because),
        areas=tuple(case.areas),
        answers=json.loads(row.answers),
        worst_case=tuple(row.worst_case),
        protocol_hash=row.protocol_hash,
        protocol_version=row.protocol_version,
        treatment_day=row.treatment_day,
        shown=EVER_SAID,
    )
