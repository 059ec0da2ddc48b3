"""An emergency that the words alone tell: advice and escalation before anything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from afterdose.dialogue import cases
from afterdose.dialogue.decisions import advice, decide_case, queue_advice
from afterdose.dialogue.risk import decide_at_least
from afterdose.language.findings import Screening
from afterdose.records.models import InboundMessage, Patient
from afterdose.settings import settings
from afterdose.texts import render

log = structlog.get_logger()

NO_AREA = "general"  # the label of a case whose area nobody knows
GATE = "G0"


def commit_emergency(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    screening: Screening,
    now: datetime,
) -> None:
    """Decide, advise and escalate in the caller's transaction; call it once per text.

    The caller holds the patient and has made sure that the text was not screened before.
    """
    key = f"{message.id}:emergency"
    case = cases.talking_case(session, patient.id) or cases.open_case(session, patient.id, now)
    case = case or cases.start_case(session, patient, cases.conversation_of(session, message), now)
    message.case_id = case.id
    for finding in screening.findings:
        cases.add_finding(case, finding.name, finding.status)
    areas = list(dict.fromkeys(f.area for f in screening.findings if f.level == "emergency"))
    cases.add_areas(session, case, areas or ([] if case.areas else [NO_AREA]), now)
    case.open_question = None
    decision = decide_at_least(
        session,
        case,
        patient,
        now,
        least="emergency",
        rule=GATE,
        because=render("turn.screen_because", "en"),
    )
    texts = _crisis_first(advice(patient, decision), areas, patient)
    queue_advice(session, case, patient, "emergency", texts, key=key, message_id=message.id)
    decide_case(
        session,
        case,
        patient,
        decision,
        key=key,
        message_id=message.id,
        decided_by="screen",
        now=now,
    )
    log.info("An emergency was found by the screen.", message=message.id, case=case.id)


def _crisis_first(texts: list[str], areas: Sequence[str], patient: Patient) -> list[str]:
    # Its number later in the first text does not count: many read one sentence only.
    begins = texts[0].partition(". ")[0] if texts else ""
    if "mood" not in areas or settings().crisis_line in begins:
        return texts
    return [render("turn.crisis", patient.language), *texts]
