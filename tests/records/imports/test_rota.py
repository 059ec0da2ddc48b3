from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from afterdose.records.database import reading, session
from afterdose.records.models import Shift
from tests.records.imports.files import import_rows, refusals, row
from tests.records.people import add_clinician

PAUL = "+15550100122"


@pytest.fixture(autouse=True)
def team(database: str) -> None:
    with session() as opened:
        add_clinician(opened)
        add_clinician(opened, PAUL, name="Paul Park", role="physician")


def at(clock: str, day: int = 22) -> str:
    return f"2026-11-{day}T{clock}:00+00:00"


def stored() -> list[tuple[int, str, str, str]]:
    """Step, first letter of the name, start and end (day and time) of each shift."""
    with reading() as opened:
        found = opened.scalars(select(Shift).order_by(Shift.step, Shift.starts_at))
        return [
            (shift.step, shift.clinician.name[0], _short(shift.starts_at), _short(shift.ends_at))
            for shift in found
        ]


def _short(moment: datetime) -> str:
    return moment.strftime("%d %H:%M")


def shift(start: str, end: str, phone: str, step: str = "1") -> dict[str, str]:
    return row("rota", starts_at=start, ends_at=end, phone=phone, step=step)


NORA = "+15550100121"


def test_shifts_are_kept_in_utc_and_the_file_again_changes_nothing(tmp_path: Path) -> None:
    rows = (row("rota"), row("rota", phone=PAUL, step="2"))
    assert import_rows("rota", tmp_path, *rows) == (2, 2, 0)
    assert import_rows("rota", tmp_path, *rows) == (2, 0, 0)
    assert stored() == [(1, "N", "22 13:00", "23 01:00"), (2, "P", "22 13:00", "23 01:00")]


def test_a_new_shift_takes_its_time_out_of_an_older_one(tmp_path: Path) -> None:
    import_rows("rota", tmp_path, shift(at("00:00"), at("20:00"), NORA))
    done = import_rows(
        "rota",
        tmp_path,
        shift(at("06:00"), at("08:00"), PAUL),
        shift(at("18:00"), at("22:00"), PAUL),
    )
    assert done == (2, 2, 2)
    assert stored() == [
        (1, "N", "22 00:00", "22 06:00"),
        (1, "P", "22 06:00", "22 08:00"),
        (1, "N", "22 08:00", "22 18:00"),
        (1, "P", "22 18:00", "22 22:00"),
    ]


def test_a_shift_is_handed_to_somebody_else_by_importing_it_again(tmp_path: Path) -> None:
    import_rows("rota", tmp_path, row("rota"))
    assert import_rows("rota", tmp_path, row("rota", phone=PAUL)) == (1, 1, 1)
    assert stored() == [(1, "P", "22 13:00", "23 01:00")]


def test_a_longer_shift_of_the_same_person_replaces_the_shorter(tmp_path: Path) -> None:
    import_rows("rota", tmp_path, shift(at("00:00"), at("08:00"), NORA))
    import_rows("rota", tmp_path, shift(at("00:00"), at("12:00"), NORA))
    assert stored() == [(1, "N", "22 00:00", "22 12:00")]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("starts_at", "", "is empty"),
        ("starts_at", "2026-11-22 08:00", "offset"),
        ("starts_at", "tomorrow", "not a time"),
        ("ends_at", "2026-11-22T08:00:00-05:00", "not after starts_at"),
        ("ends_at", "2026-11-22T13:00:00Z", "not after starts_at"),
        ("phone", "", "is empty"),
        ("phone", "+15550100188", "nobody of the care team"),
        ("step", "", "is empty"),
        ("step", "0", "whole number"),
        ("step", "first", "whole number"),
    ],
)
def test_a_bad_cell_is_refused_by_line_column_and_reason(
    tmp_path: Path, column: str, cell: str, reason: str
) -> None:
    good = row("rota", step="2")
    ((line, where, why),) = refusals("rota", tmp_path, good, row("rota", **{column: cell}))
    assert (line, where) == (3, column)
    assert reason in why
    assert stored() == []


def test_two_shifts_of_a_step_must_not_overlap_in_a_file(tmp_path: Path) -> None:
    faults = refusals(
        "rota",
        tmp_path,
        shift(at("00:00"), at("08:00"), NORA),
        shift(at("08:00"), at("16:00"), PAUL),
        shift(at("07:59"), at("09:00"), NORA, step="2"),
        shift(at("15:59"), at("20:00"), NORA),
    )
    assert faults == [(5, "starts_at", "step 1 is covered by line 3 already")]
