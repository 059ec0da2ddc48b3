from __future__ import annotations

from pathlib import Path

import pytest

from afterdose.escalation.deadlines import FILE, DeadlineError, load_deadlines


def test_the_service_levels_are_those_of_the_clinical_basis() -> None:
    limits = load_deadlines()
    assert set(limits) == {"emergency", "urgent", "soon"}
    emergency, urgent, soon = limits["emergency"], limits["urgent"], limits["soon"]
    assert (emergency.acknowledge_minutes, emergency.supervisor_after_minutes) == (5, 10)
    assert (emergency.contact_minutes, urgent.contact_minutes, soon.contact_minutes) == (
        15,
        60,
        24 * 60,
    )
    assert (urgent.acknowledge_minutes, soon.acknowledge_minutes) == (15, 4 * 60)
    assert {limit.call_from_round for limit in limits.values()} == {2}


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("value: 5\n", "value: 0\n", 8, "emergency.acknowledge_minutes.value: must be a whole"),
        ("value: 5\n", "value: five\n", 8, "emergency.acknowledge_minutes.value: must be a whole"),
        ("value: 5\n", "value: true\n", 8, "emergency.acknowledge_minutes.value: must be a whole"),
        ("value: 5\n", "valeu: 5\n", 8, "emergency.acknowledge_minutes: unknown field valeu"),
        ("  contact_minutes:", "  contact_min:", 17, "emergency: unknown field contact_min"),
        ("    confidence: D\n", "", 8, "emergency.acknowledge_minutes: confidence is missing"),
        ("confidence: D", "confidence: E", 10, "emergency.acknowledge_minutes.confidence"),
        ("urgent:\n", "urgnet:\n", 47, "the file: unknown field urgnet"),
        ("urgent:\n", "emergency:\n", 47, "the file: emergency stands there twice"),
        ("emergency:\n", "emergency: [\n", 8, "not YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_field(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    text = FILE.read_text("utf-8")
    assert old in text
    wrong = tmp_path / "escalation.yml"
    wrong.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DeadlineError) as error:
        load_deadlines(wrong)
    assert f"escalation.yml:{line}: " in str(error.value)
    assert message in str(error.value)


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.yml").write_text("# nothing\n", "utf-8")
    for name in ("empty.yml", "missing.yml"):
        with pytest.raises(DeadlineError, match=name):
            load_deadlines(tmp_path / name)
