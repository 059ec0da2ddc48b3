from __future__ import annotations

from datetime import date, timedelta

import pytest

from afterdose.records import queries
from afterdose.records.database import reading, session
from afterdose.records.models import InboundMessage, LabResult, OutboundMessage, Timer
from tests.conftest import SECRET_KEYS, forget
from tests.records.people import (
    ANA,
    NOON,
    NORA,
    add_case,
    add_clinician,
    add_patient,
    add_shift,
)

HOUR = timedelta(hours=1)


def test_people_are_found_by_phone_before_and_while_keys_are_rotated(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session() as opened:
        patient, clinician = add_patient(opened), add_clinician(opened)
    for keys in (SECRET_KEYS, f"another-key-in-front-with-32-characters,{SECRET_KEYS}"):
        monkeypatch.setenv("AFTERDOSE_SECRET_KEYS", keys)
        forget()
        with reading() as opened:
            found = queries.patient_by_phone(opened, ANA)
            assert found is not None and found.id == patient.id
            nurse = queries.clinician_by_phone(opened, NORA)
            assert nurse is not None and nurse.id == clinician.id
            assert queries.patient_by_phone(opened, NORA) is None
            assert queries.clinician_by_phone(opened, ANA) is None


def test_a_patient_has_an_asking_case_a_decided_one_or_none(database: str) -> None:
    with session() as opened:
        patient, other = add_patient(opened), add_patient(opened, "+15550100112")
        add_case(opened, patient, 1, "closed")
        decided = add_case(opened, patient, 2, "decided")
        asking = add_case(opened, patient, 3, "asking")
        assert queries.asking_case(opened, patient.id) is asking
        assert queries.decided_case(opened, patient.id) is decided
        assert queries.asking_case(opened, other.id) is None
        assert queries.next_case_number(opened) == 4


def test_contacts_count_by_area_and_time_over_all_cases(database: str) -> None:
    with session() as opened:
        patient, other = add_patient(opened), add_patient(opened, "+15550100112")
        old, new = add_case(opened, patient, 1, "closed"), add_case(opened, patient, 2)
        queries.record_contact(opened, old, "bleeding", NOON - timedelta(days=5))
        queries.record_contact(opened, new, "bleeding", NOON - 47 * HOUR)
        queries.record_contact(opened, new, "fever", NOON - HOUR)
        queries.record_contact(opened, new, "bleeding", NOON)
        queries.record_contact(opened, add_case(opened, other, 3), "bleeding", NOON - HOUR)

    def count(area: str, within: timedelta) -> int:
        with reading() as opened:
            return queries.contacts(opened, patient.id, area, NOON, within)

    assert count("bleeding", 48 * HOUR) == 1
    assert count("bleeding", timedelta(days=7)) == 2
    assert count("fever", 48 * HOUR) == 1
    assert count("skin", timedelta(days=7)) == 0


def test_labs_give_the_latest_value_and_the_first_as_baseline(database: str) -> None:
    with session() as opened:
        patient = add_patient(opened)
        for test, value, unit, day in (
            ("creatinine", "1.4", "mg/dL", date(2026, 11, 1)),
            ("creatinine", "0.8", "mg/dL", date(2025, 1, 1)),
            ("creatinine", "0.9", "mg/dL", date(2026, 1, 1)),
            ("platelets", "210", "10^9/L", date(2026, 11, 1)),
        ):
            opened.add(
                LabResult(patient_id=patient.id, test=test, value=value, unit=unit, taken_on=day)
            )
    with reading() as opened:
        assert queries.labs_of(opened, patient.id) == {
            "creatinine": {
                "value": 1.4,
                "unit": "mg/dL",
                "taken_on": "2026-11-01",
                "baseline": 0.8,
            },
            "platelets": {"value": 210.0, "unit": "10^9/L", "taken_on": "2026-11-01"},
        }


def test_on_call_is_who_covers_the_moment_and_has_not_texted_off(database: str) -> None:
    with session() as opened:
        nurse = add_clinician(opened)
        doctor = add_clinician(opened, "+15550100122", role="physician")
        away = add_clinician(opened, "+15550100123", on_duty=False)
        add_shift(opened, doctor, 2)
        add_shift(opened, nurse, 1)
        add_shift(opened, away, 3)
        add_shift(opened, doctor, 1, NOON + 8 * HOUR)

    def steps(moment_after_noon: timedelta) -> list[tuple[int, str]]:
        with reading() as opened:
            found = queries.on_call(opened, NOON + moment_after_noon)
        return [(shift.step, shift.clinician.role) for shift in found]

    assert steps(timedelta()) == [(1, "nurse"), (2, "physician")]
    assert steps(8 * HOUR) == [(1, "physician")]
    assert steps(-HOUR) == []


def test_a_conversation_is_what_the_patient_saw_in_order(database: str) -> None:
    with session() as opened:
        patient, nurse = add_patient(opened), add_clinician(opened)
        case = add_case(opened, patient, 1)

        def text_out(key: str, seconds: int, **more: str) -> None:
            opened.add(
                OutboundMessage(
                    key=key,
                    kind="reply",
                    priority=2,
                    party_hash="x",
                    phone=ANA,
                    body=key,
                    segments=1,
                    case_id=case.id,
                    created_at=NOON + timedelta(seconds=seconds),
                    **more,
                )
            )

        text_out("question", 1, patient_id=patient.id)
        text_out("page", 1, clinician_id=nurse.id)
        for body, seconds in (("red dots", 0), ("no", 1)):
            opened.add(
                InboundMessage(
                    carrier_id=body,
                    party_hash="x",
                    phone=ANA,
                    body=body,
                    case_id=case.id,
                    received_at=NOON + timedelta(seconds=seconds),
                )
            )
    with reading() as opened:
        bodies = [message.body for message in queries.conversation(opened, case.id)]
    assert bodies == ["red dots", "no", "question"]


def test_unfinished_work_is_counted_with_the_age_of_the_oldest(database: str) -> None:
    with reading() as opened:
        assert queries.unfinished(opened, NOON) == (0, 0, 0, 0, 0, 0)
    with session() as opened:
        for state, seconds in (("handled", 90), ("waiting", 40), ("received", 10)):
            opened.add(
                InboundMessage(
                    carrier_id=state,
                    party_hash="x",
                    phone=ANA,
                    body="hi",
                    state=state,
                    received_at=NOON - timedelta(seconds=seconds),
                )
            )
        for state, seconds in (("delivered", 90), ("sent", 80), ("uncertain", 20)):
            opened.add(
                OutboundMessage(
                    key=state,
                    kind="reply",
                    priority=2,
                    party_hash="x",
                    phone=ANA,
                    body="hi",
                    segments=1,
                    state=state,
                    created_at=NOON - timedelta(seconds=seconds),
                )
            )
        for state, seconds in (("done", 90), ("waiting", 5), ("waiting", -60)):
            opened.add(
                Timer(
                    key=f"{state}{seconds}",
                    kind="silence",
                    subject_id="x",
                    state=state,
                    due_at=NOON - timedelta(seconds=seconds),
                )
            )
    with reading() as opened:
        assert queries.unfinished(opened, NOON) == (2, 40, 1, 20, 1, 5)
