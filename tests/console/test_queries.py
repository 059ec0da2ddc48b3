"""How many statements a page costs: the same with three rows of everything and with thirty."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console import access, audit_log
from afterdose.escalation import events
from afterdose.messaging.inbox import store_inbound
from afterdose.records.database import engine, reading, session
from afterdose.records.keys import phone_hash
from afterdose.records.models import (
    AuditEntry,
    Case,
    Clinician,
    InboundMessage,
    LabResult,
    Patient,
    Shift,
    User,
)
from afterdose.records.models_console import CaseNote, PatientChange
from afterdose.records.models_review import MisreadText
from tests.console import clinic, reviewing, weeks

STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.I)
# The most that a page may cost, with its entry in the audit log.
BOUNDS = {
    "/": 7,
    "/account": 6,
    "/audit": 10,
    "/cases/{case_id}": 20,
    "/cases/{case_id}/live": 19,
    "/cases/{case_id}/report": 20,
    "/cases/{case_id}/report.pdf": 20,
    "/exports": 2,
    "/exports/audit.{form}": 4,
    "/exports/log.{form}": 5,
    "/figures": 14,
    "/news": 3,
    "/patients": 6,
    "/patients/{patient_id}": 13,
    "/patients/{patient_id}/edit": 13,
    "/protocols": 7,
    "/protocols/changes": 6,
    "/protocols/{page}": 6,
    "/review": 8,
    "/review/agreement": 5,
    "/review/misread": 5,
    "/review/misread.jsonl": 4,
    "/review/queue": 23,
    "/review/texts/{message_id}": 10,
    "/rota": 7,
    "/team": 6,
    "/worklist": 6,
}


def grow(records: Session, begin: int, end: int) -> None:
    """Add rows ``begin`` to ``end`` of everything that a page could list."""
    now = clock.now()
    maya = records.query(Patient).filter_by(external_id="P1").one()
    nurse = records.query(User).filter_by(username="nurse").one()
    for number in range(begin, end):
        at = now - timedelta(hours=number)
        add_people(records, number)
        case = reviewing.add_case(records, 100 + number, "hot and shaky", patient=maya)
        message = records.query(InboundMessage).filter_by(case_id=case.id).one()
        records.add(
            MisreadText(
                message_id=message.id,
                user_id=nurse.id,
                language="en",
                text="hot",
                meant="fever",
                read_as="{}",
                at=at,
            )
        )
        reviewing.add_mark(records, f"decision-{100 + number}", "physician", "right")
        weeks.add_escalation(records, number, at, accepted=None if number % 3 else 2, pages=2)
        more_of_the_case(records, maya, number)
        values: dict[str, Any] = {"test": f"test{number}", "value": "1", "unit": "g/L"}
        records.add(LabResult(patient_id=maya.id, taken_on=at.date(), **values))
        change = {"field": "course", "before": "1", "after": "2", "reason": "told", "at": at}
        records.add(PatientChange(patient_id=maya.id, user_id=nurse.id, **change))
        subject = f"case:{case.id}"
        records.add(
            AuditEntry(actor=f"user:{nurse.id}", action="case.viewed", subject=subject, at=at)
        )


def add_people(records: Session, number: int) -> None:
    now = clock.now()
    phone, other = f"+1555020{number:04d}", f"+1555021{number:04d}"
    person = Clinician(
        name=f"Olga {number}",
        role="supervisor",
        phone=phone,
        phone_hash=phone_hash(phone),
        created_at=now,
    )
    records.add(person)
    records.add(
        Patient(
            external_id=f"Q{number}",
            phone=other,
            phone_hash=phone_hash(other),
            given_name="Quinn",
            family_name=f"Quist {number}",
            created_at=now,
        )
    )
    records.flush()
    begin = now + timedelta(hours=number - 1)
    end = begin + timedelta(hours=3)
    records.add(Shift(clinician_id=person.id, starts_at=begin, ends_at=end, step=1))


def more_of_the_case(records: Session, maya: Patient, number: int) -> None:
    """The case that is looked at grows, too: texts, answers, decisions, notes, events."""
    at = clock.now() - timedelta(minutes=40 - number)
    message, _ = store_inbound(records, f"more-{number}", maya.phone, f"text {number}", 0)
    message.case_id, message.state = clinic.CASE, "handled"
    clinic.add_text(records, f"more-{number}", "A question?", at, patient=maya)
    clinic.answer(records, f"F{number}", True, "yes", "given", at)
    case = records.get_one(Case, clinic.CASE)
    answers = json.dumps({f"F{number}": True})
    key = f"more-{number}"
    reviewing.add_decision(records, case, at, id=key, key=key, answers=answers)
    user = records.query(User).filter_by(username="nurse").one()
    records.add(CaseNote(case_id=clinic.CASE, user_id=user.id, body="a note", at=at))
    events.record(records, clinic.CASE, "noted", f"user:{user.id}")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is sent to the database meanwhile."""
    sent: list[str] = []

    def hear(*arguments: Any) -> None:
        # The session is renewed once in a while, whatever the page.
        if STATEMENT.match(arguments[2]) and "user_sessions" not in arguments[2]:
            sent.append(arguments[2])

    event.listen(engine(), "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(engine(), "before_cursor_execute", hear)


def cost(client: TestClient, path: str) -> list[str]:
    client.get(path)  # whatever is read once and kept
    with statements() as sent:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return sent


def get_routes() -> list[str]:
    return sorted(path for method, path in access.ROLES if method == "GET")


def test_every_page_has_a_bound() -> None:
    assert set(BOUNDS) == set(get_routes())


@pytest.mark.usefixtures("short_news")
def test_no_page_costs_more_with_more_rows(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 1000)
    with session() as records:
        grow(records, 0, 3)
    few = {path: cost(browser, url) for path, url in every(browser)}
    with session() as records:
        grow(records, 3, 30)
    many = {path: cost(browser, url) for path, url in every(browser)}
    grown = {path: (len(few[path]), len(many[path])) for path in few}
    assert {path: n for path, n in grown.items() if n[0] != n[1]} == {}
    assert {path: n[1] for path, n in grown.items() if n[1] > BOUNDS[path]} == {}


def every(client: TestClient) -> Iterator[tuple[str, str]]:
    """Give each page's path and address, signed in as somebody who may open it."""
    with reading() as records:
        ids = {
            "case_id": clinic.CASE,
            "patient_id": records.query(Patient).filter_by(external_id="P1").one().id,
            "message_id": records.query(InboundMessage).filter_by(carrier_id="SM1").one().id,
            "page": "bleeding",
            "form": "csv",
        }
    for role in ("nurse", "supervisor", "administrator"):
        client.cookies.clear()
        clinic.sign_in(client, role)
        for path in get_routes():
            first = next(
                one for one in ("nurse", "supervisor", "administrator") if access.opens(one, path)
            )
            if first == role:
                yield path, path.format(**ids)
