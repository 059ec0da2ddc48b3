from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from afterdose import clock
from afterdose.records import queries
from afterdose.records.database import reading, session
from afterdose.records.demo import load_demo
from afterdose.records.models import Base, Clinician, Patient
from tests.records.people import NOON, add_clinician, add_patient, add_shift


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> None:
    # Half past one at night in Greenwich: still the day before in all of America.
    set_time(monkeypatch, datetime(2026, 11, 23, 1, 30, tzinfo=timezone.utc))


def set_time(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def people() -> dict[str, Patient]:
    with reading() as opened:
        return {patient.given_name: patient for patient in opened.scalars(select(Patient))}


def rows() -> dict[str, int]:
    with reading() as opened:
        return {
            name: opened.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def days(patient: Patient) -> int | None:
    if patient.last_infusion_on is None:
        return None
    today = clock.now().astimezone(ZoneInfo(patient.time_zone)).date()
    return (today - patient.last_infusion_on).days


def test_the_demo_has_a_patient_for_every_story(database: str) -> None:
    load_demo()
    found = people()
    assert {name: days(patient) for name, patient in found.items()} == {
        "Ana": 11,
        "Ben": 0,
        "Carla": 426,
        "Diego": 609,
        "Eva": None,
    }
    assert {name for name, patient in found.items() if patient.language == "es"} == {"Diego"}
    with reading() as opened:
        platelets = queries.labs_of(opened, found["Carla"].id)["platelets"]
    assert (platelets["value"], platelets["taken_on"]) == (210, "2026-11-01")


def test_somebody_is_on_call_at_each_step_now_and_in_eleven_months(database: str) -> None:
    load_demo()
    for wait in (timedelta(), timedelta(days=330)):
        with reading() as opened:
            shifts = queries.on_call(opened, clock.now() + wait)
        assert [(shift.step, shift.clinician.role) for shift in shifts] == [
            (1, "nurse"),
            (2, "physician"),
            (3, "supervisor"),
        ]
        assert all(shift.clinician.phone_verified_at for shift in shifts)


def test_loading_it_again_adds_nobody_and_the_next_day_ana_is_on_day_eleven_again(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_demo()
    before = rows()
    load_demo()
    assert rows() == before
    set_time(monkeypatch, clock.now() + timedelta(days=1))
    load_demo()
    assert days(people()["Ana"]) == 11
    after = rows()
    assert (after["patients"], after["shifts"]) == (before["patients"], before["shifts"])


def test_what_somebody_imported_is_left_alone(sqlite: str) -> None:
    with session() as opened:
        mine = add_patient(opened, "+15550100111", external_id="P1", given_name="Anna")
        on_call = add_clinician(opened, "+15550100171", name="My Nurse")
        add_shift(opened, on_call, 1, NOON + timedelta(days=3))
        add_clinician(opened, "+15550100122", name="My Physician")
    load_demo()
    assert people()["Anna"].id == mine.id
    assert "Ana" not in people()
    with reading() as opened:
        assert [shift.step for shift in queries.on_call(opened, clock.now())] == [2, 3]
        names = {clinician.name for clinician in opened.scalars(select(Clinician))}
    assert names == {"My Nurse", "My Physician", "Nora Nielsen", "Susan Shaw"}
