"""A case report as a tagged PDF, set by Typst, which brings its own fonts."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from typing import Any

import typst

from afterdose.console.pages import FOLDER
from afterdose.console.report import Report

# What joins or colours emoji has no shape of its own.
SHAPELESS = {"\u200d", "\ufe0e", "\ufe0f"}


def pdf(report: Report) -> bytes:
    """Set a report; its texts are data for the typesetter, never code."""
    told = json.dumps(printable(report.plain()), ensure_ascii=False)
    made = typst.compile(_layout(), sys_inputs={"report": told}, pdf_standards="ua-1")
    assert isinstance(made, bytes)
    return made


def printable(value: Any) -> Any:
    """Name the characters that no font at hand can print: 😀 becomes [grinning face]."""
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(part) for part in value]
    return "".join(_shown(sign) for sign in value) if isinstance(value, str) else value


def _shown(sign: str) -> str:
    if sign in SHAPELESS:
        return ""
    if ord(sign) < 0x2600 or (unicodedata.category(sign)[0] in "LMNPZ" and ord(sign) < 0x1F000):
        return sign
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"


@cache
def _layout() -> bytes:
    return (FOLDER / "templates" / "report.typ").read_bytes()
