"""`protocols check` finds what would hurt: rules that never fire, conditions that break."""

import shutil

import pytest

from afterdose.triage.load import load_protocols
from afterdose.triage.proofs import problems
from tests.triage.cases import FOLDER


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("when: B1 == 'yes'", "when: B1 == 'yes' && B1 == 'no'", "EB1: no answers were found"),
        ("when: B1 == 'yes'", "when: B1 > 3.0", "EB1: B1 > 3.0"),
        ("when: B1 == 'yes'", "when: B1 == 'yes' &&", "EB1: B1 == 'yes' &&"),
        ("Is there heavy bleeding now", "Is there " + "heavy " * 60, "B1: 4"),
    ],
)
def test_a_problem_is_named(tmp_path, old, new, problem):
    folder = shutil.copytree(FOLDER, tmp_path / "protocols")
    file = folder / "bleeding.yml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    assert any(line.startswith(problem) for line in problems(load_protocols(folder)))
