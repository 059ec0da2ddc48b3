"""The checker is silent about a sound run and finds each planted fault in it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import SECRET_KEYS
from tests.dialogue.rasa_standin import RasaStandIn
from tests.torture.checker.check import check
from tests.torture.checker.evidence import read
from tests.torture.checker.finding import PROMISES, Finding
from tests.torture.plants import PLANTS, tampered
from tests.torture.sound import SoundRun

Check = Callable[[Path], list[Finding]]


@pytest.fixture
def run(sqlite: str, rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The files of a sound run."""
    SoundRun(monkeypatch, rasa, tmp_path).tell()
    return tmp_path


def found(folder: Path) -> list[Finding]:
    records = f"sqlite:///{folder / 'afterdose.db'}"
    return check(read(folder / "journal.jsonl", records, SECRET_KEYS))[0]


def test_a_sound_run_has_nothing_against_it(run: Path) -> None:
    assert found(run) == []


def test_the_sound_run_has_all_that_can_be_broken(run: Path) -> None:
    evidence = read(run / "journal.jsonl", f"sqlite:///{run / 'afterdose.db'}", SECRET_KEYS)
    escalations = {row["state"] for row in evidence.rows["escalations"]}
    assert escalations == {"open", "closed"}
    assert {row["state"] for row in evidence.rows["timers"]} == {"waiting", "done", "cancelled"}
    assert all(evidence.rows.values()), "a table is empty"
    assert evidence.told("taken")


def test_each_planted_fault_is_found(run: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    missed = {}
    for name, (fault, promise) in PLANTS.items():
        copy = tmp_path_factory.mktemp(name)
        shutil.copy(run / "journal.jsonl", copy)
        with (
            closing(sqlite3.connect(run / "afterdose.db")) as whole,
            closing(sqlite3.connect(copy / "afterdose.db")) as records,
        ):
            whole.backup(records)  # a plain copy would leave the write-ahead log behind
        tampered(copy / "afterdose.db", copy / "journal.jsonl", fault)
        findings = found(copy)
        if promise not in {finding.promise for finding in findings}:
            missed[name] = findings
    assert missed == {}
    assert {promise for _, promise in PLANTS.values()} == set(PROMISES)
    assert len(PLANTS) >= 10
