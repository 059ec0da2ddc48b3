"""What the rules say about a case from all that it knows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
import structlog
from sqlalchemy.orm import Session

from afterdose.dialogue import cases, told
from afterdose.dialogue.context import rule_context
from afterdose.dialogue.dispositions import highest, rank
from afterdose.dialogue.protocol_set import protocols
from afterdose.records.models import Case, Patient
from afterdose.triage.decide import decide
from afterdose.triage.decision import Decision
from afterdose.triage.schema import DispositionName

log = structlog.get_logger()

EVER_SAID = ("tests_today",)
"""Conditions of sentences that stand in for facts that every message carries (3.13): they are
said also where no rule could compute whether they hold."""


def decide_now(
    session: Session,
    case: Case,
    patient: Patient,
    now: datetime,
    *,
    without: Collection[str] = (),
) -> Decision:
    """Decide from the answers that stand and the findings, of the areas that have protocols.

    ``without`` leaves out questions. Raises what the rules raise.
    """
    ps = protocols()
    talk = cases.conversation(session, case)
    context = rule_context(session, patient, talk.areas, begun=talk.contact_begun, now=now)
    answers = {q: v for q, v in told.answers_of(session, case).items() if q not in without}
    areas = [area for area in case.areas if area in ps.areas]
    return decide(ps, areas, {**told.findings_of(case, ps), **answers}, context)


def decide_at_least(
    session: Session,
    case: Case,
    patient: Patient,
    now: datetime,
    *,
    least: DispositionName,
    rule: str,
    because: str,
) -> Decision:
    """Decide, and not below a disposition; when the rules fail, that disposition stands alone."""
    try:
        found = decide_now(session, case, patient, now)
    except Exception as error:
        log.error("The rules failed.", case=case.id, error=type(error).__name__)
        found = bare(case, least, rule, because, told.answers_of(session, case))
    return at_least(found, least, rule, because)


def at_least(decision: Decision, disposition: DispositionName, rule: str, because: str) -> Decision:
    """Return the decision, raised if it is lower; what raised it comes first."""
    if rank(decision.disposition) >= rank(disposition):
        return decision
    return msgspec.structs.replace(
        decision,
        disposition=disposition,
        rules=(rule, *decision.rules),
        because=(because, *decision.because),
    )


def bare(
    case: Case, disposition: DispositionName, rule: str, because: str, answers: dict[str, Any]
) -> Decision:
    """Return a decision that no rule of the protocols made."""
    return Decision(
        disposition=disposition,
        rules=(rule,),
        because=(because,),
        areas=tuple(case.areas),
        answers=answers,
        worst_case=(),
        protocol_hash=protocols().hash,
        protocol_version=protocols().version,
        treatment_day=None,
        shown=EVER_SAID,
    )


def risk_so_far(session: Session, case: Case, patient: Patient, now: datetime) -> str:
    """Return the disposition that the case would have if nothing more were said.

    Rules that cannot be computed count as urgent: nobody knows that it is less.
    """
    try:
        found: str = decide_now(session, case, patient, now).disposition
    except Exception as error:
        log.error("The risk so far is unknown.", case=case.id, error=type(error).__name__)
        found = "urgent"
    return highest(found, case.disposition)
