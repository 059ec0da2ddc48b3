"""A wrong file of the clinic's ends the start with one line that names it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from afterdose.cli import wiring
from afterdose.cli.main import app
from afterdose.settings import ROOT

WRONG = {
    "escalation.yml": ("acknowledge_minutes", "acknowledge_min", "escalation.yml:"),
    "waits.yml": ("act: 10", "act: 4", "waits.yml: "),
    "protocols/fever.yml": ("questions:", "question:", "fever.yml:"),
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy)
    monkeypatch.setattr(wiring, "DATA", copy)
    return copy


@pytest.mark.parametrize("command", ["worker", "web", "run"])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_ends_the_start(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    command: str,
) -> None:
    right, wrong, named = WRONG[name]
    text = (data / name).read_text("utf-8")
    assert right in text
    (data / name).write_text(text.replace(right, wrong, 1), "utf-8")
    monkeypatch.setattr(sys, "argv", ["afterdose", command])

    with pytest.raises(SystemExit) as ended:
        app()

    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("afterdose: ")
    assert named in line


def test_the_files_as_they_are_let_everything_start(data: Path) -> None:
    wiring.check_files()
