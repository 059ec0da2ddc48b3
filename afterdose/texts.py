"""The words we send: every patient and clinician text lives in data/texts, per language."""

from __future__ import annotations

import string
from functools import cache
from pathlib import Path

import yaml

from afterdose.settings import ROOT, settings

FOLDER = ROOT / "data" / "texts"
FALLBACK = "en"


class TextError(Exception):
    """A text is missing or a file of texts is wrong; the message names file and key."""


@cache
def texts(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """Read all texts of one language: key → template with {placeholders}."""
    found: dict[str, str] = {}
    for file in sorted(folder.glob(f"*.{language}.yml")):
        for key, template in (yaml.safe_load(file.read_text("utf-8")) or {}).items():
            if key in found:
                raise TextError(f"{file.name}: the key {key} stands in another file too")
            if not isinstance(template, str):
                raise TextError(f"{file.name}: {key} is not a text")
            found[key] = template.strip()
    return found


def placeholders(template: str) -> set[str]:
    """Name the {placeholders} of a template."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def numbers() -> dict[str, str]:
    """Return the phone numbers that texts quote, from the settings."""
    return {
        "emergency_number": settings().emergency_number,
        "crisis_line": settings().crisis_line,
        "clinic_phone": settings().clinic_phone,
    }


def render(key: str, language: str, **values: object) -> str:
    """Fill one text; English stands in for a language that lacks it.

    Raises TextError for a key that no file has, or a placeholder without a value.
    """
    template = texts(language).get(key) or texts(FALLBACK).get(key)
    if template is None:
        raise TextError(f"no text has the key {key}")
    try:
        return template.format(**(numbers() | {k: str(v) for k, v in values.items()}))
    except KeyError as missing:
        raise TextError(f"the text {key} needs a value for {missing}") from None
