"""What a case knows: the answers and findings that the rules may use."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.records.models import Answer, Case
from afterdose.triage.schema import ProtocolSet


def answers_of(session: Session, case: Case, since: datetime | None = None) -> dict[str, Any]:
    """Return the answers that stand: question id → value, the last one of each question.

    ``since`` leaves out those of an earlier conversation, which are to be asked anew.
    """
    found = (
        select(Answer.question, Answer.status, Answer.value)
        .where(Answer.case_id == case.id)
        .order_by(Answer.seq)
    )
    if since is not None:
        found = found.where(Answer.answered_at >= since)
    standing: dict[str, Any] = {}
    for question, status, value in session.execute(found):
        if status == "withdrawn":
            standing.pop(question, None)
        else:
            standing[question] = json.loads(value)
    return standing


def findings_of(case: Case, ps: ProtocolSet) -> dict[str, Any]:
    """Return the findings that are present and that a rule may read, as the rules read them."""
    present = (name for name, status in case.findings.items() if status == "present")
    return {name: True for name in present if name in ps.findings}


def keep_answer(
    session: Session,
    case: Case,
    question: str,
    value: Any,
    *,
    raw: str | None,
    status: str,
    message_id: str | None,
    now: datetime,
) -> None:
    """Add an answer to the case; earlier ones to the same question stay in the records."""
    session.add(
        Answer(
            case_id=case.id,
            message_id=message_id,
            question=question,
            raw=raw,
            value=json.dumps(value),
            status=status,
            answered_at=now,
        )
    )
