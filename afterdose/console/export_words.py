"""What was said, as rows of the log: texts with their delivery, and answers as they were read."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from afterdose.console.export_helpings import Row, Span, helpings, within
from afterdose.records.models import Answer, Case, InboundMessage, OutboundMessage, Patient


def texts(span: Span) -> Iterator[Row]:
    """Yield every text from and to patients, with its delivery."""
    return heapq.merge(_inbound(span), _outbound(span), key=lambda row: row["at"])


def _inbound(span: Span) -> Iterator[Row]:
    it = InboundMessage
    columns: list[Any] = [it.seq, it.received_at.label("at"), Patient.external_id, Case.number]
    columns += [it.state, it.screen_level, it.handled_at, it.media_count]
    found = _with_words(columns, it.body, span)
    found = found.join(Patient, Patient.id == it.patient_id).outerjoin(Case, Case.id == it.case_id)
    for row in helpings(within(found, it.received_at, span), it.seq):
        yield {
            "at": row.at,
            "direction": "in",
            "patient": row.external_id,
            "case": row.number,
            "kind": "text",
            "state": row.state,
            "settled_at": row.handled_at,
            "error_code": None,
            "screen": row.screen_level,
            "pictures": row.media_count,
        } | _words(row, span)


def _outbound(span: Span) -> Iterator[Row]:
    it = OutboundMessage
    columns: list[Any] = [
        it.seq,
        it.created_at.label("at"),
        Patient.external_id,
        Case.number,
        it.kind,
    ]
    columns += [it.state, it.settled_at, it.error_code]
    found = _with_words(columns, it.body, span)
    found = found.join(Patient, Patient.id == it.patient_id).outerjoin(Case, Case.id == it.case_id)
    for row in helpings(within(found, it.created_at, span), it.seq):
        yield {
            "at": row.at,
            "direction": "out",
            "patient": row.external_id,
            "case": row.number,
            "kind": row.kind,
            "state": row.state,
            "settled_at": row.settled_at,
            "error_code": row.error_code,
            "screen": None,
            "pictures": 0,
        } | _words(row, span)


def answers(span: Span) -> Iterator[Row]:
    """Yield every answer: the question, how it was read, and the words that were read."""
    it = Answer
    columns: list[Any] = [it.seq, it.answered_at.label("at"), Case.number, it.question, it.status]
    found = _with_words([*columns, it.value], it.raw.label("body"), span)
    found = found.join(Case, Case.id == it.case_id)
    for row in helpings(within(found, it.answered_at, span), it.seq):
        yield {
            "at": row.at,
            "case": row.number,
            "question": row.question,
            "value": row.value,
            "status": row.status,
        } | _words(row, span)


def _with_words(columns: list[Any], body: Any, span: Span) -> Select[Any]:
    # Without them nothing is decrypted that nobody asked for.
    return select(*columns, body.label("body")) if span.words else select(*columns)


def _words(row: Any, span: Span) -> Row:
    return {"words": row.body} if span.words else {}
