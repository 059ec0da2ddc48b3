"""What the proof is held against here: the real protocols, and copies of them with one edit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from afterdose.messaging.segments import segments
from afterdose.proof.check import Basis, Checks
from afterdose.settings import ROOT

PROTOCOLS = ROOT / "data" / "protocols"
Edit = tuple[str, str, str]  # file, old text, new text


def basis(root: Path = PROTOCOLS, **more: Path) -> Basis:
    files = {
        "settings": ROOT / "data" / "proof.yml",
        "rules": ROOT / "data" / "clinical_rules.yml",
        "questions": ROOT / "docs" / "clinical-questions.md",
    }
    return Basis(root, segments=segments, **{**files, **more})


@pytest.fixture(scope="session")
def real() -> Checks:
    return Checks(basis())


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    def make(*edits: Edit) -> Path:
        folder = tmp_path / "protocols"
        shutil.copytree(PROTOCOLS, folder)
        for name, old, new in edits:
            file = folder / name
            text = file.read_text("utf-8")
            assert old in text, f"{name} has no {old!r} any more: plant the fault anew"
            file.write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return make
