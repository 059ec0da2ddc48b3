from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from afterdose.records import queries
from afterdose.records.database import reading, session
from afterdose.records.models import Clinician
from tests.records.imports.files import import_rows, refusals, row
from tests.records.people import ANA, NORA, add_patient


def stored() -> list[Clinician]:
    with reading() as opened:
        return list(opened.scalars(select(Clinician)))


def test_people_are_known_by_their_number(database: str, tmp_path: Path) -> None:
    assert import_rows("team", tmp_path, row("team")) == (1, 1, 0)
    assert import_rows("team", tmp_path, row("team")) == (1, 0, 0)
    assert import_rows("team", tmp_path, row("team", role="supervisor", email="")) == (1, 0, 1)
    (nora,) = stored()
    assert (nora.name, nora.role, nora.email, nora.on_duty) == (
        "Nora Nielsen",
        "supervisor",
        None,
        True,
    )
    assert nora.phone_verified_at is not None
    with reading() as opened:
        assert queries.clinician_by_phone(opened, NORA) is not None


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("name", "", "is empty"),
        ("role", "", "is empty"),
        ("role", "Nurse", "not one of nurse, physician, supervisor"),
        ("phone", "", "is empty"),
        ("phone", "x", "E.164"),
        ("phone", ANA, "belongs to a patient"),
        ("email", "nora", "e-mail"),
        ("email", "nora nielsen@clinic.example", "e-mail"),
    ],
)
def test_a_bad_cell_is_refused_by_line_column_and_reason(
    sqlite: str, tmp_path: Path, column: str, cell: str, reason: str
) -> None:
    with session() as opened:
        add_patient(opened)
    good = row("team", phone="+15550100122")
    ((line, where, why),) = refusals("team", tmp_path, good, row("team", **{column: cell}))
    assert (line, where) == (3, column)
    assert reason in why
    assert stored() == []


def test_a_number_stands_once_in_a_file(sqlite: str, tmp_path: Path) -> None:
    faults = refusals("team", tmp_path, row("team"), row("team", name="Paul Park"))
    assert faults == [(3, "phone", "stands in line 2 already")]
