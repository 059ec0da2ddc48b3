from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from afterdose.records.database import reading, session
from afterdose.records.models import LabResult
from tests.records.imports.files import import_rows, refusals, row
from tests.records.people import add_patient


@pytest.fixture(autouse=True)
def ana(request: pytest.FixtureRequest) -> None:
    name = "database" if "database" in request.fixturenames else "sqlite"
    request.getfixturevalue(name)
    with session() as opened:
        add_patient(opened, external_id="P1")


def stored() -> list[tuple[str, str, str]]:
    with reading() as opened:
        found = opened.scalars(select(LabResult).order_by(LabResult.taken_on, LabResult.test))
        return [(result.test, result.value, result.unit) for result in found]


@pytest.mark.parametrize(
    ("test", "value", "unit", "kept", "kept_unit"),
    [
        ("platelets", "210", "10^9/L", "210", "10^9/L"),
        ("platelets", "210000", "/µL", "210", "10^9/L"),
        ("platelets", "210", "x10*3/uL", "210", "10^9/L"),
        ("platelets", "98", "×10⁹/l", "98", "10^9/L"),
        ("neutrophils", "950", "cells/uL", "0.95", "10^9/L"),
        ("creatinine", "0.9", "mg/dL", "0.9", "mg/dL"),
        ("creatinine", "100", "µmol/L", "1.131", "mg/dL"),
        ("urine_rbc", "3", "/HPF", "3", "/hpf"),
        ("urine_protein", "0.3", "g/L", "30", "mg/dL"),
        ("tsh", "0.01", "µIU/mL", "0.01", "mIU/L"),
        ("alt", "31", "IU/L", "31", "U/L"),
        ("bilirubin", "100", "umol/L", "5.848", "mg/dL"),
    ],
)
def test_values_are_kept_in_the_unit_that_the_rules_read(
    tmp_path: Path, test: str, value: str, unit: str, kept: str, kept_unit: str
) -> None:
    import_rows("labs", tmp_path, row("labs", test=test, value=value, unit=unit))
    assert stored() == [(test, kept, kept_unit)]


def test_another_value_of_the_same_day_corrects_the_first(database: str, tmp_path: Path) -> None:
    earlier = row("labs", taken_on="2026-10-01", value="250")
    assert import_rows("labs", tmp_path, earlier, row("labs")) == (2, 2, 0)
    assert import_rows("labs", tmp_path, row("labs")) == (1, 0, 0)
    assert import_rows("labs", tmp_path, row("labs", value="21")) == (1, 0, 1)
    assert [value for _, value, _ in stored()] == ["250", "21"]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("external_id", "", "is empty"),
        ("external_id", "P9", 'no patient "P9"'),
        ("taken_on", "", "is empty"),
        ("taken_on", "1/11/2026", "YYYY-MM-DD"),
        ("taken_on", "2026-11-23", "in the future"),
        ("test", "sodium", '"sodium" is not one of platelets'),
        ("value", "", "is empty"),
        ("value", "<5", "not a number"),
        ("value", "1,2", "not a number"),
        ("value", "nan", "not a number"),
        ("value", "-1", "not plausible"),
        ("value", "210000", "210000 10^9/L is not plausible for platelets"),
        ("unit", "", "is empty"),
        ("unit", "mg/dL", '"mg/dL" is not a unit of platelets'),
    ],
)
def test_a_bad_cell_is_refused_by_line_column_and_reason(
    tmp_path: Path, column: str, cell: str, reason: str
) -> None:
    good = row("labs", taken_on="2026-10-01")
    ((line, where, why),) = refusals("labs", tmp_path, good, row("labs", **{column: cell}))
    assert (line, where) == (3, column)
    assert reason in why
    assert stored() == []


def test_a_day_has_one_value_of_a_test_in_a_file(tmp_path: Path) -> None:
    faults = refusals("labs", tmp_path, row("labs"), row("labs", value="21"))
    assert faults == [(3, "test", "this patient's value of the day stands in line 2")]
