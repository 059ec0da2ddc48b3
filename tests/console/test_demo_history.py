"""The demo clinic's weeks of cases: whole, decided by the real rules, and nothing of it is sent."""

from __future__ import annotations

from collections import Counter

from fastapi.testclient import TestClient
from sqlalchemy import delete, select

from afterdose import clock
from afterdose.console.demo_history import load_history
from afterdose.console.protocols import loaded
from afterdose.records.database import reading, session
from afterdose.records.demo import load_demo
from afterdose.records.models import (
    Base,
    Case,
    Decision,
    Escalation,
    InboundMessage,
    OutboundMessage,
    Patient,
    Timer,
)
from tests.console import clinic


def counts() -> dict[str, int]:
    with reading() as records:
        return {
            name: len(records.execute(select(table)).all())
            for name, table in Base.metadata.tables.items()
        }


def test_weeks_of_cases_are_there_decided_by_the_rules_and_all_done(sqlite: str) -> None:
    load_demo()
    load_history()
    with reading() as records:
        cases = list(records.scalars(select(Case)))
        decisions = list(records.scalars(select(Decision)))
        assert len(cases) == len(decisions) > 8
        assert {case.state for case in cases} == {"closed"}
        assert {decision.protocol_hash for decision in decisions} == {loaded().hash}
        assert all(decision.because for decision in decisions)
        levels = Counter(decision.disposition for decision in decisions)
        assert set(levels) >= {"emergency", "urgent", "soon"}, levels
        assert all(case.closed_at and case.closed_at < clock.now() for case in cases)
        assert {e.state for e in records.scalars(select(Escalation))} == {"closed"}
        assert {t.state for t in records.scalars(select(InboundMessage))} == {"handled"}
        assert {t.state for t in records.scalars(select(OutboundMessage))} == {"delivered"}
        assert [t.kind for t in records.scalars(select(Timer).filter_by(state="waiting"))] == []
        spanish = records.scalars(select(Patient).filter_by(external_id="demo-ines")).one()
        asked = select(OutboundMessage).filter_by(patient_id=spanish.id)
        assert "Responda" in " ".join(text.body for text in records.scalars(asked))


def test_a_clinic_with_cases_of_its_own_is_left_alone(sqlite: str) -> None:
    load_demo()
    load_history()
    before = counts()
    load_demo()
    load_history()
    assert counts() == before


def test_each_case_of_the_demo_opens_with_its_report(browser: TestClient) -> None:
    with session() as records:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in ("users", "clinicians", "user_sessions"):
                records.execute(delete(table))
    load_history()
    clinic.sign_in(browser, "nurse")
    with reading() as records:
        ids = list(records.scalars(select(Case.id)))
    assert len(ids) > 8
    for case_id in ids:
        assert browser.get(f"/cases/{case_id}").status_code == 200
        assert browser.get(f"/cases/{case_id}/report").status_code == 200
