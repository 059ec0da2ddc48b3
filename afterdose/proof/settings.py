"""What texts and answers are held against: ``data/proof.yml``."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Exceptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Cases of one question that are left out of the proof of its order, and why."""

    question: str
    when: str
    reason: str
    sign_by: str


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Reading grades and familiar names per language, words that end texting, open points."""

    reading_grade: dict[str, float]
    familiar: dict[str, tuple[str, ...]]
    ends_texting: tuple[str, ...]
    placeholders: tuple[str, ...]
    exceptions: tuple[Exceptions, ...] = ()


def settings(file: Path) -> Settings:
    """Read the file; raises msgspec.ValidationError that names the field."""
    return msgspec.yaml.decode(file.read_bytes(), type=Settings)
