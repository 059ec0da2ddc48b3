"""Records as after years: cases, texts and timers by the hundred thousand."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import batched, cycle, islice
from typing import Any

from sqlalchemy import insert, select, text

from afterdose import clock
from afterdose.records import database, keys
from afterdose.records.models import (
    Answer,
    Case,
    CaseEvent,
    Clinician,
    Decision,
    Escalation,
    InboundMessage,
    OutboundMessage,
    Patient,
    Timer,
    new_id,
)
from afterdose.settings import ROOT, settings

AT_A_TIME = 5000
AREAS = ("bleeding", "fever", "urine", "neuro", "palpitations", "skin", "mood")
DISPOSITIONS = ("routine", "soon", "urgent", "emergency", "urgent", "soon")
OPEN_ESCALATIONS = 25
WORDS = "my gums bleed a little when i brush, since yesterday, no fever"
SETS = ROOT / "tests" / "evaluation" / "open"


@contextmanager
def within(environment: Mapping[str, str]) -> Iterator[None]:
    """Be a process of the installation for a while: its settings, its database, its keys."""
    before = dict(os.environ)
    os.environ.update(
        {k: v for k, v in environment.items() if k.startswith(("AFTERDOSE_", "TWILIO_"))}
    )
    _forget()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        _forget()


def _forget() -> None:
    settings.cache_clear()
    keys.current_keys.cache_clear()
    database.reset()


def written() -> list[str]:
    """Return what patients of the open sets wrote."""
    lines = (line for file in sorted(SETS.glob("*.jsonl")) for line in file.open(encoding="utf-8"))
    return [str(json.loads(line)["text"]) for line in lines]


def add_cases(cases: int, texts: int, said: Sequence[str] = (WORDS,)) -> None:
    """Add closed cases of the known patients with their texts, decisions, answers, escalations.

    Patients say the texts of `said` in turn; `word_index.index_missing` makes them searchable.
    """
    now = clock.now()
    with database.reading() as records:
        patients = list(records.execute(select(Patient.id, Patient.phone, Patient.phone_hash)))
        nurse = records.scalars(select(Clinician.id)).first()
    each, bodies = texts // cases, cycle(said)
    for numbers in batched(range(cases), 500):
        rows: dict[Any, list[dict[str, Any]]] = {}
        for number in numbers:
            patient = patients[number % len(patients)]
            at = now - timedelta(days=1400 * (cases - number) / cases + 0.01)
            for table, row in _case(
                number, patient, at, each, nurse, number >= cases - OPEN_ESCALATIONS, bodies
            ):
                rows.setdefault(table, []).append(row)
        _write(rows)
    with database.session() as records:
        records.execute(text("ANALYZE"))


def _case(
    number: int,
    patient: Any,
    at: datetime,
    texts: int,
    nurse: str | None,
    is_open: bool,
    bodies: Iterator[str],
) -> Iterator[tuple[Any, dict[str, Any]]]:
    patient_id, phone, party = patient
    case, disposition = new_id(), DISPOSITIONS[number % len(DISPOSITIONS)]
    decided = at + timedelta(minutes=texts / 2)
    yield (
        Case,
        {
            "id": case,
            "number": 1_000_000 + number,
            "patient_id": patient_id,
            "state": "decided" if is_open else "closed",
            "areas": list(islice(cycle(AREAS), number % 7, number % 7 + 1 + number % 2)),
            "findings": {},
            "conversation": new_id(),
            "disposition": disposition,
            "opened_at": at,
            "decided_at": decided,
            "closed_at": None if is_open else decided + timedelta(hours=2),
        },
    )
    yield from _texts(case, patient_id, phone, party, at, list(islice(bodies, texts // 2)))
    for place, question in enumerate(("G0", "B1", "B2", "B3", "B6")):
        yield (
            Answer,
            {
                "case_id": case,
                "question": question,
                "raw": "no",
                "value": json.dumps("no"),
                "status": "given" if place else "worst_case",
                "answered_at": at + timedelta(minutes=place),
            },
        )
    yield (
        Decision,
        {
            "id": new_id(),
            "case_id": case,
            "key": f"{case}:1",
            "disposition": disposition,
            "rules": ["UB1"],
            "because": ["UB1"],
            "answers": json.dumps({"G0": "no", "B1": "no"}),
            "worst_case": [],
            "protocol_hash": "0" * 12,
            "protocol_version": "1",
            "treatment_day": 400,
            "decided_by": "dialogue",
            "decided_at": decided,
        },
    )
    yield (
        CaseEvent,
        {"case_id": case, "kind": "opened", "actor": "patient", "details": {}, "at": at},
    )
    if disposition == "routine":
        return
    yield (
        Escalation,
        {
            "id": new_id(),
            "key": f"{case}:decision",
            "case_id": case,
            "patient_id": patient_id,
            "code": f"{number:04X}"[-4:],
            "disposition": disposition,
            "reason": "decision",
            "state": "acknowledged" if is_open else "closed",
            "ladder": [],
            "step": 0,
            "opened_at": decided,
            "acknowledged_at": decided + timedelta(minutes=2),
            "acknowledged_by": nurse,
            "closed_at": None if is_open else decided + timedelta(hours=2),
            "closed_by": None if is_open else nurse,
            "outcome": None if is_open else "spoke",
        },
    )


def _texts(
    case: str, patient_id: str, phone: str, party: str, at: datetime, bodies: Sequence[str]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    for place, body in enumerate(bodies):
        moment, inbound = at + timedelta(minutes=place), new_id()
        yield (
            InboundMessage,
            {
                "id": inbound,
                "carrier_id": f"SM{inbound}",
                "party_hash": party,
                "phone": phone,
                "patient_id": patient_id,
                "case_id": case,
                "body": body,
                "media_count": 0,
                "received_at": moment,
                "state": "handled",
                "screened_at": moment,
                "screen_level": "none",
                "screen_findings": [],
                "attempts": 1,
                "handled_at": moment,
            },
        )
        sent = new_id()
        yield (
            OutboundMessage,
            {
                "id": sent,
                "key": f"{inbound}:0",
                "kind": "reply",
                "priority": 2,
                "party_hash": party,
                "phone": phone,
                "patient_id": patient_id,
                "case_id": case,
                "in_reply_to": inbound,
                "body": WORDS,
                "segments": 1,
                "state": "delivered",
                "carrier_id": f"SM{sent}",
                "carrier_status": "delivered",
                "attempts": 1,
                "created_at": moment,
                "first_attempt_at": moment,
                "accepted_at": moment,
                "settled_at": moment,
            },
        )


def add_timers(count: int) -> None:
    """Add timers that wait for months, of a kind that the worker knows."""
    due = clock.now() + timedelta(days=60)
    for numbers in batched(range(count), AT_A_TIME):
        _write(
            {
                Timer: [
                    {
                        "key": f"bench:{n}",
                        "kind": "silence",
                        "subject_id": new_id(),
                        "payload": {},
                        "due_at": due + timedelta(seconds=n),
                        "state": "waiting",
                        "attempts": 0,
                    }
                    for n in numbers
                ]
            }
        )


def _write(rows: Mapping[Any, list[dict[str, Any]]]) -> None:
    order = (Case, InboundMessage, OutboundMessage, Answer, Decision, CaseEvent, Escalation, Timer)
    with database.session() as records:
        for table in order:
            for part in batched(rows.get(table, []), AT_A_TIME):
                records.execute(insert(table), list(part))
