"""Cases, decisions and readers for the tests of the review."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console.protocols import loaded
from afterdose.messaging.inbox import store_inbound
from afterdose.records.models import Case, CaseEvent, Decision, InboundMessage, Patient, User
from afterdose.records.models_review import DecisionReview, MisreadText
from tests.console import weeks


def add_case(
    records: Session,
    number: int,
    *texts: str,
    area: str = "fever",
    disposition: str = "soon",
    patient: Patient | None = None,
    days_ago: float = 1,
    **decision: object,
) -> Case:
    """A decided case of Maya, or of somebody else, with these texts of the patient."""
    patient = patient or records.query(Patient).filter_by(external_id="P1").one()
    opened = clock.now() - timedelta(days=days_ago)
    case = Case(
        id=f"reviewed-{number}",
        number=number,
        patient_id=patient.id,
        state="decided",
        areas=[area],
        conversation=f"reviewed-{number}",
        disposition=disposition,
        opened_at=opened,
    )
    records.add(case)
    records.flush()
    for place, text in enumerate(texts):
        message, _ = store_inbound(records, f"R{number}-{place}", patient.phone, text, 0)
        message.case_id = case.id
        message.received_at = opened
        message.state, message.handled_at = "handled", opened + timedelta(minutes=1)
    add_decision(records, case, opened + timedelta(minutes=5), **decision)
    return case


def add_decision(records: Session, case: Case, at: datetime, **changes: object) -> Decision:
    values: dict[str, object] = {
        "id": f"decision-{case.number}",
        "case_id": case.id,
        "key": f"decision-{case.number}",
        "disposition": case.disposition,
        "rules": ["SF1"],
        "because": ["A call is due."],
        "answers": json.dumps({"F1": "no"}),
        "worst_case": [],
        "protocol_hash": loaded().hash,
        "protocol_version": "2026.1",
        "treatment_day": 200,
        "decided_by": "dialogue",
        "decided_at": at,
    }
    decision = Decision(**(values | changes))
    records.add(decision)
    return decision


def note(records: Session, case: Case, kind: str, **details: object) -> None:
    at = case.opened_at + timedelta(seconds=30)
    records.add(CaseEvent(case_id=case.id, kind=kind, actor="patient", details=details, at=at))


def user_id(records: Session, name: str) -> str:
    return records.query(User).filter_by(username=name).one().id


def add_mark(
    records: Session, decision_id: str, reader: str, verdict: str, blind: bool = True
) -> None:
    records.add(
        DecisionReview(
            decision_id=decision_id,
            user_id=user_id(records, reader),
            verdict=verdict,
            reason="because",
            blind=blind,
            at=clock.now(),
        )
    )
    records.flush()


def add_some(records: Session) -> None:
    """Two cases that were read by two readers, and one misread text: pages with something in."""
    for number, second in ((60, "right"), (61, "too_low")):
        add_case(records, number, "hot and shaky", days_ago=40 * (number - 60) + 1)
        add_mark(records, f"decision-{number}", "physician", "right")
        add_mark(records, f"decision-{number}", "supervisor", second)
    message = records.query(InboundMessage).filter_by(case_id="reviewed-60").one()
    records.add(
        MisreadText(
            message_id=message.id,
            user_id=user_id(records, "nurse"),
            language="en",
            text="hot and shaky",
            meant="chills",
            read_as="{}",
            at=clock.now(),
        )
    )
    opened = clock.now() - timedelta(days=2)
    weeks.add_escalation(records, 1, opened, "emergency", 3, 9, pages=4)
    weeks.add_shift(records, "nurse", opened, 24)
    weeks.add_answers(records, "week-1", opened, understood=5, unclear=1)
