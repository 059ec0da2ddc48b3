from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from afterdose.records import queries
from afterdose.records.database import reading, session
from afterdose.records.models import AuditEntry, Patient
from tests.records.imports.files import import_rows, import_text, refusals, row
from tests.records.people import NORA, add_clinician

ANA, BEN = "+15550100111", "+15550100112"


def stored() -> list[Patient]:
    with reading() as opened:
        return list(opened.scalars(select(Patient).order_by(Patient.external_id)))


def test_a_patient_is_enrolled_with_everything_in_the_file(database: str, tmp_path: Path) -> None:
    assert import_rows("patients", tmp_path, row("patients")) == (1, 1, 0)
    (ana,) = stored()
    assert (ana.external_id, ana.phone, ana.given_name, ana.family_name) == (
        "P1",
        ANA,
        "Ana",
        "Almeida",
    )
    assert (ana.birth_date, ana.sex, ana.language, ana.time_zone) == (
        "1988-04-12",
        "female",
        "en",
        "America/New_York",
    )
    assert (ana.last_infusion_on, ana.course) == (date(2026, 11, 11), 1)
    assert (ana.consented_on, ana.emergency_contact_phone) == (date(2026, 11, 1), "+15550100199")
    assert ana.baseline_notes == "walks with a cane, left leg weak"
    with reading() as opened:
        assert queries.patient_by_phone(opened, ANA) is not None
        entry = opened.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject) == ("import patients", "1 rows, 1 new, 0 changed")


def test_what_the_clinic_may_not_know_may_stay_empty(sqlite: str, tmp_path: Path) -> None:
    empty = dict.fromkeys(
        (
            *("birth_date", "sex", "last_infusion_date", "course", "consented_on"),
            *("emergency_contact_phone", "baseline_notes"),
        ),
        "",
    )
    import_rows("patients", tmp_path, row("patients", **empty))
    (ana,) = stored()
    assert (ana.last_infusion_on, ana.course, ana.birth_date) == (None, None, None)


def test_the_file_again_changes_nothing_and_a_new_number_is_taken_over(
    database: str, tmp_path: Path
) -> None:
    import_rows("patients", tmp_path, row("patients"))
    assert import_rows("patients", tmp_path, row("patients")) == (1, 0, 0)
    moved = row("patients", phone=BEN, last_infusion_date="")
    assert import_rows("patients", tmp_path, moved) == (1, 0, 1)
    with reading() as opened:
        assert queries.patient_by_phone(opened, ANA) is None
        ana = queries.patient_by_phone(opened, BEN)
        assert ana is not None and ana.external_id == "P1" and ana.last_infusion_on is None


def test_a_column_that_the_file_does_not_have_stays_as_it_was(sqlite: str, tmp_path: Path) -> None:
    import_rows("patients", tmp_path, row("patients"))
    short = row("patients", given_name="Anna")
    del short["baseline_notes"]
    import_rows("patients", tmp_path, short)
    (ana,) = stored()
    assert (ana.given_name, ana.baseline_notes) == ("Anna", "walks with a cane, left leg weak")


def test_two_patients_may_swap_their_numbers(database: str, tmp_path: Path) -> None:
    ana, ben = row("patients"), row("patients", external_id="P2", phone=BEN, given_name="Ben")
    import_rows("patients", tmp_path, ana, ben)
    assert import_rows("patients", tmp_path, ana | {"phone": BEN}, ben | {"phone": ANA})[2] == 2
    with reading() as opened:
        found = queries.patient_by_phone(opened, ANA)
        assert found is not None and found.given_name == "Ben"


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("external_id", "", "is empty"),
        ("phone", "", "is empty"),
        ("phone", "5550100111", "E.164"),
        ("phone", "+1 555 010 0111", "E.164"),
        ("phone", "+1555", "E.164"),
        ("phone", "+155501001111", "E.164"),
        ("phone", "+1555O100111", "E.164"),
        ("phone", "+0015550100111", "E.164"),
        ("given_name", "", "is empty"),
        ("family_name", "", "is empty"),
        ("baseline_notes", "x" * 2001, "longer than 2000"),
        ("birth_date", "04/12/1988", "YYYY-MM-DD"),
        ("birth_date", "2027-01-01", "in the future"),
        ("birth_date", "1888-04-12", "120 years"),
        ("language", "", "is empty"),
        ("language", "fr", '"fr" is not one of en, es'),
        ("time_zone", "", "is empty"),
        ("time_zone", "Eastern", "IANA"),
        ("time_zone", "../../etc/passwd", "IANA"),
        ("last_infusion_date", "20261111", "YYYY-MM-DD"),
        ("last_infusion_date", "2026-02-30", "YYYY-MM-DD"),
        ("last_infusion_date", "2026-11-23", "in the future"),
        ("course", "first", "whole number"),
        ("course", "0", "whole number"),
        ("course", "1.5", "whole number"),
        ("course", "-1", "whole number"),
        ("consented_on", "yes", "YYYY-MM-DD"),
        ("consented_on", "2026-12-01", "in the future"),
        ("emergency_contact_phone", "911", "E.164"),
    ],
)
def test_a_bad_cell_is_refused_by_line_column_and_reason(
    sqlite: str, tmp_path: Path, column: str, cell: str, reason: str
) -> None:
    good = row("patients", external_id="P2", phone=BEN)
    ((line, where, why),) = refusals("patients", tmp_path, good, row("patients", **{column: cell}))
    assert (line, where) == (3, column)
    assert reason in why
    assert stored() == []


def test_every_fault_of_the_file_is_told_at_once(sqlite: str, tmp_path: Path) -> None:
    faults = refusals(
        "patients",
        tmp_path,
        row("patients", phone="x", language="x"),
        row("patients", external_id="P2", phone=BEN),
        row("patients", external_id="P3", phone="y"),
    )
    assert [(line, column) for line, column, _ in faults] == [
        (2, "phone"),
        (2, "language"),
        (4, "phone"),
    ]
    assert stored() == []


def test_nobody_stands_twice_in_a_file(sqlite: str, tmp_path: Path) -> None:
    faults = refusals("patients", tmp_path, row("patients"), row("patients", course="2"))
    assert faults == [
        (3, "external_id", "stands in line 2 already"),
        (3, "phone", "stands in line 2 already"),
    ]


def test_a_number_belongs_to_one_patient(sqlite: str, tmp_path: Path) -> None:
    import_rows("patients", tmp_path, row("patients"))
    faults = refusals("patients", tmp_path, row("patients", external_id="P2"))
    assert faults == [(2, "phone", "belongs to another patient")]


def test_nobody_of_the_team_is_a_patient_under_the_same_number(sqlite: str, tmp_path: Path) -> None:
    with session() as opened:
        add_clinician(opened)
    faults = refusals("patients", tmp_path, row("patients", phone=NORA))
    assert faults == [(2, "phone", "belongs to somebody of the care team")]


def test_an_infusion_today_is_judged_by_the_patients_own_calendar(
    sqlite: str, tmp_path: Path
) -> None:
    # Noon in Greenwich is already the 23rd on Kiritimati, fourteen hours ahead.
    there = row("patients", time_zone="Pacific/Kiritimati", last_infusion_date="2026-11-23")
    assert import_rows("patients", tmp_path, there) == (1, 1, 0)


def test_reasons_repeat_no_name_number_or_birth_date(sqlite: str, tmp_path: Path) -> None:
    bad = row("patients", phone="555-0100", birth_date="12.4.1988", emergency_contact_phone="0911")
    told = str(refusals("patients", tmp_path, bad))
    assert "birth_date" in told
    for secret in ("555-0100", "12.4.1988", "0911", "Almeida"):
        assert secret not in told


def test_a_header_alone_enrols_nobody(sqlite: str, tmp_path: Path) -> None:
    header = ",".join(row("patients")) + "\n"
    assert import_text("patients", tmp_path, header) == (0, 0, 0)
