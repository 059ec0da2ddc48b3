"""A small clinic for the console's tests: people, accounts, and one decided case."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console import accounts
from afterdose.console.protocols import loaded
from afterdose.records.database import session
from afterdose.records.keys import phone_hash
from afterdose.records.models import (
    Answer,
    Case,
    CaseEvent,
    Clinician,
    Decision,
    Escalation,
    InboundMessage,
    LabResult,
    OutboundMessage,
    Page,
    Patient,
)

PASSWORD = "a long enough password"
PATIENT, NURSE, PHYSICIAN = "+15550100131", "+15550100141", "+15550100142"
CASE, ESCALATION, CODE = "case-of-maya", "escalation-of-maya", "K7QR"
WORDS = "got little red dots <b>on my shins</b>"
CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


def open_clinic() -> None:
    """Put the team, an account per role, the patient and her case into the records."""
    with session() as records:
        add_clinician(records, "Nora Nielsen", "nurse", NURSE)
        add_clinician(records, "Paul Park", "physician", PHYSICIAN)
        add_case(records, add_patient(records))
    for role in accounts.ROLES:
        phone = {"nurse": NURSE, "physician": PHYSICIAN}.get(role)
        accounts.add(role, role, phone, PASSWORD)


def add_clinician(records: Session, name: str, role: str, phone: str) -> None:
    records.add(
        Clinician(
            name=name,
            role=role,
            phone=phone,
            phone_hash=phone_hash(phone),
            created_at=clock.now(),
        )
    )


def add_patient(records: Session) -> Patient:
    patient = Patient(
        external_id="P1",
        phone=PATIENT,
        phone_hash=phone_hash(PATIENT),
        given_name="Maya",
        family_name="Rosen",
        time_zone="America/New_York",
        # The patient's own day: in UTC it is already tomorrow in a New York evening.
        last_infusion_on=clock.now().astimezone(ZoneInfo("America/New_York")).date()
        - timedelta(days=200),
        course=2,
        created_at=clock.now(),
    )
    records.add(patient)
    records.flush()
    records.add(
        LabResult(
            patient_id=patient.id,
            test="platelets",
            value="164",
            unit="10^9/L",
            taken_on=(clock.now() - timedelta(days=24)).date(),
        )
    )
    return patient


def add_case(records: Session, patient: Patient) -> None:
    """A case of bleeding: B2 unsure, decided as urgent by UB1, the nurse is paged."""
    start = clock.now() - timedelta(minutes=14)
    case = Case(
        id=CASE,
        number=41,
        patient_id=patient.id,
        state="decided",
        areas=["bleeding"],
        conversation="conversation-41",
        disposition="urgent",
        opened_at=start,
        decided_at=start + timedelta(minutes=5),
    )
    records.add(case)
    records.flush()
    first = InboundMessage(
        carrier_id="SM1",
        party_hash=patient.phone_hash,
        phone=patient.phone,
        patient_id=patient.id,
        case_id=CASE,
        body=WORDS,
        received_at=start,
        state="handled",
        screen_level="check",
    )
    records.add(first)
    records.flush()
    add_text(records, "gate", "Is any of these happening now?", start, patient=patient)
    answer(records, "B1", "no", "nope", "given", start + timedelta(minutes=1))
    answer(records, "B2", "not_sure", "hm who knows", "worst_case", start + timedelta(minutes=2))
    records.add(
        Decision(
            case_id=CASE,
            message_id=first.id,
            key="decision",
            disposition="urgent",
            rules=["UB1"],
            because=["The blood count must be checked today."],
            answers=json.dumps({"B1": "no", "B2": "not_sure"}),
            worst_case=["B2"],
            protocol_hash=loaded().hash,
            protocol_version="2026.1",
            treatment_day=200,
            decided_by="dialogue",
            decided_at=start + timedelta(minutes=5),
        )
    )
    add_escalation(records, patient, start + timedelta(minutes=5))


def add_escalation(records: Session, patient: Patient, at: datetime) -> None:
    records.add(
        Escalation(
            id=ESCALATION,
            key="escalation",
            case_id=CASE,
            patient_id=patient.id,
            code=CODE,
            disposition="urgent",
            reason="decision",
            state="open",
            opened_at=at,
        )
    )
    records.flush()
    nurse = records.query(Clinician).filter_by(role="nurse").one()
    page = Page(key="page", escalation_id=ESCALATION, clinician_id=nurse.id, step=1, created_at=at)
    records.add(page)
    records.flush()
    add_text(records, "page", "page for K7QR", at, nurse=nurse, page_id=page.id)
    records.add(
        CaseEvent(
            case_id=CASE,
            kind="contact",
            actor="patient",
            details={"area": "bleeding"},
            at=at - timedelta(minutes=5),
        )
    )


def add_text(
    records: Session,
    key: str,
    body: str,
    at: datetime,
    patient: Patient | None = None,
    nurse: Clinician | None = None,
    page_id: str | None = None,
) -> None:
    """A text that was delivered six minutes after it was written."""
    to = patient or nurse
    assert to is not None
    records.add(
        OutboundMessage(
            key=key,
            kind="page" if nurse else "reply",
            priority=0 if nurse else 2,
            party_hash=to.phone_hash,
            phone=to.phone,
            patient_id=patient.id if patient else None,
            clinician_id=nurse.id if nurse else None,
            case_id=CASE,
            page_id=page_id,
            body=body,
            segments=1,
            state="delivered",
            created_at=at,
            settled_at=at + timedelta(minutes=6),
        )
    )


def answer(
    records: Session, question: str, value: object, raw: str, status: str, at: datetime
) -> None:
    records.add(
        Answer(
            case_id=CASE,
            question=question,
            raw=raw,
            value=json.dumps(value),
            status=status,
            answered_at=at,
        )
    )


def form_token(client: TestClient, path: str) -> str:
    """Load a page as this browser would and read the token of its forms."""
    found = CSRF.search(client.get(path).text)
    assert found, f"{path} shows no form"
    return found.group(1)


def sign_in(client: TestClient, username: str, password: str = PASSWORD, next: str = "/") -> int:
    """Sign in as a browser does; give the status."""
    token = form_token(client, "/sign-in")
    form = {"csrf": token, "username": username, "password": password, "next": next}
    return client.post("/sign-in", data=form).status_code
