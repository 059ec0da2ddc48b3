from __future__ import annotations

from pathlib import Path

import pytest

from afterdose.dialogue.waits import FILE, WaitsError, waits


def test_the_waits_of_the_clinical_basis_stand_in_the_file() -> None:
    found = waits()

    assert (found.red_flag.reminder, found.red_flag.act) == (5, 10)
    assert (found.urgent.reminder, found.urgent.act) == (15, 30)
    assert found.other.reminder == 60
    assert {"bleeding", "breathing", "neuro", "fever", "infusion", "mood"} == (
        found.gate_red_flag_areas
    )


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("reminder: 5", "reminder: soon", "$.red_flag.reminder"),
        ("act: 10", "act: 4", "$.red_flag"),
        ("routine_case_days: 7", "routine_days: 7", "routine_days"),
    ],
)
def test_a_wrong_file_is_refused_by_name(
    tmp_path: Path, right: str, wrong: str, named: str
) -> None:
    text = FILE.read_text("utf-8")
    assert right in text
    file = tmp_path / "waits.yml"
    file.write_text(text.replace(right, wrong, 1), "utf-8")

    with pytest.raises(WaitsError) as raised:
        waits(file)

    assert "waits.yml" in str(raised.value)
    assert named in str(raised.value)
