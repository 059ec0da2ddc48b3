"""The log as files: its kinds, and what was decided and done, as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select

from afterdose.console.export_helpings import Row, Span, helpings, within
from afterdose.console.export_words import answers, texts
from afterdose.records.database import reading
from afterdose.records.models import (
    AuditEntry,
    Case,
    CaseEvent,
    Clinician,
    Decision,
    Escalation,
    OutboundMessage,
    Page,
)


def decisions(span: Span) -> Iterator[Row]:
    """Yield every decision with its rules and the exact protocols that made it."""
    it = Decision
    columns: list[Any] = [
        it.seq,
        it.decided_at,
        Case.number,
        it.disposition,
        it.rules,
        it.worst_case,
    ]
    columns += [it.decided_by, it.treatment_day, it.protocol_version, it.protocol_hash]
    found = select(*columns).join(Case, Case.id == it.case_id)
    for row in helpings(within(found, it.decided_at, span), it.seq):
        yield {
            "at": row.decided_at,
            "case": row.number,
            "disposition": row.disposition,
            "rules": " ".join(row.rules),
            "counted_worst": " ".join(row.worst_case),
            "decided_by": row.decided_by,
            "treatment_day": row.treatment_day,
            "protocol_version": row.protocol_version,
            "protocol_hash": row.protocol_hash,
        }


def escalations(span: Span) -> Iterator[Row]:
    """Yield every escalation from its opening to its outcome."""
    it = Escalation
    names = _names()
    columns: list[Any] = [
        it.id,
        it.opened_at,
        Case.number,
        it.code,
        it.disposition,
        it.reason,
        it.state,
    ]
    columns += [it.acknowledged_at, it.acknowledged_by, it.closed_at, it.closed_by, it.outcome]
    found = select(*columns).join(Case, Case.id == it.case_id)
    for row in helpings(within(found, it.opened_at, span), it.opened_at, it.id):
        yield {
            "at": row.opened_at,
            "case": row.number,
            "code": row.code,
            "disposition": row.disposition,
            "reason": row.reason,
            "state": row.state,
            "acknowledged_at": row.acknowledged_at,
            "acknowledged_by": names.get(row.acknowledged_by),
            "closed_at": row.closed_at,
            "closed_by": names.get(row.closed_by),
            "outcome": row.outcome,
        }


def pages(span: Span) -> Iterator[Row]:
    """Yield every attempt to reach a clinician, with its delivery."""
    it = Page
    names = _names()
    columns: list[Any] = [
        it.id,
        it.created_at,
        Escalation.code,
        Case.number,
        it.clinician_id,
        it.step,
    ]
    text = select(OutboundMessage.state).where(OutboundMessage.page_id == it.id)
    text = text.order_by(OutboundMessage.seq).limit(1)
    columns += [it.channel, text.scalar_subquery().label("state")]
    found = select(*columns).join(Escalation, Escalation.id == it.escalation_id)
    found = found.join(Case, Case.id == Escalation.case_id)
    for row in helpings(within(found, it.created_at, span), it.created_at, it.id):
        yield {
            "at": row.created_at,
            "case": row.number,
            "code": row.code,
            "clinician": names.get(row.clinician_id),
            "step": row.step,
            "channel": row.channel,
            "state": row.state,
        }


def events(span: Span) -> Iterator[Row]:
    """Yield what happened to cases, by whom."""
    it = CaseEvent
    columns: list[Any] = [it.seq, it.at, Case.number, it.kind, it.actor, it.details]
    found = select(*columns).join(Case, Case.id == it.case_id)
    for row in helpings(within(found, it.at, span), it.seq):
        details = " ".join(f"{key}={value}" for key, value in sorted(row.details.items()))
        yield {
            "at": row.at,
            "case": row.number,
            "kind": row.kind,
            "actor": row.actor,
            "details": details,
        }


def audit_entries(span: Span) -> Iterator[Row]:
    """Yield who looked at or changed what."""
    it = AuditEntry
    columns: list[Any] = [it.seq, it.at, it.actor, it.action, it.subject]
    for row in helpings(within(select(*columns), it.at, span), it.seq):
        yield {"at": row.at, "actor": row.actor, "action": row.action, "subject": row.subject}


LOGS: dict[str, Callable[[Span], Iterator[Row]]] = {
    "texts": texts,
    "answers": answers,
    "decisions": decisions,
    "escalations": escalations,
    "pages": pages,
    "events": events,
}


def _names() -> dict[str | None, str]:
    with reading() as records:
        return {person.id: person.name for person in records.scalars(select(Clinician))}
