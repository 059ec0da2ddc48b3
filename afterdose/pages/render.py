"""Pages as HTML: one self-contained file each, everything escaped, nothing from another host."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from afterdose.pages.quantity import degrees, figure, unit_in
from afterdose.pages.sheet import Sheet
from afterdose.pages.words import Words
from afterdose.triage.dispositions import DISPOSITIONS
from afterdose.triage.schema import Limit

FOLDER = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Return the templates; a value that is missing is an error, not a gap."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        amount=amount, breakable=breakable, css=in_css, degrees=degrees, figure=figure
    )
    return made


def html(sheet: Sheet, *, linked: bool = False, other: str = "", **more: Any) -> str:
    """Return a page; ``linked`` if it stands among others, ``other``: the second language."""
    versions = {file.part.version for file in sheet.files}
    version = f" · {sheet.words('version')} {versions.pop()}" if len(versions) == 1 else ""
    style = Markup((FOLDER / "style.css").read_text("utf-8"))  # noqa: S704 - our own file
    more |= {"versions": version, "style": style, "linked": linked, "other": other}
    return _rendered(sheet, "base.html", paper=True, **more)


def body(sheet: Sheet) -> Markup:
    """Return what a page says, for a page around it: no head, no style, nothing to fill in."""
    return Markup(_rendered(sheet, "bare.html", paper=False))  # noqa: S704 - escaped in there


def _rendered(sheet: Sheet, layout: str, **more: Any) -> str:
    return (
        environment()
        .get_template(sheet.template)
        .render(
            layout=layout,
            sheet=sheet,
            words=sheet.words,
            ps=sheet.ps,
            values=sheet.book.sending.values(sheet.words.language),
            levels=DISPOSITIONS,
            **more,
        )
    )


def amount(limit: Limit, words: Words) -> str:
    """Write the value of a limit with its unit."""
    value = Fraction(str(limit.value))
    if limit.unit == "C":
        return degrees(limit.value) if limit.value > 30 else f"{figure(value)} °C"
    if limit.unit.startswith("part of"):
        return f"{figure(value * 100)} % ({limit.unit})"
    return f"{figure(value)} {unit_in(words, limit.unit)}"


def breakable(name: str) -> Markup:
    """Let a long name break after its hyphens and underscores."""
    return Markup(re.sub(r"([-_.])", r"\1<wbr>", str(escape(name))))  # noqa: S704 - escaped


def in_css(text: str) -> Markup:
    """Write a text as a CSS string; a ``<`` could end the style element."""
    return Markup(json.dumps(text, ensure_ascii=False).replace("<", "\\3c "))  # noqa: S704
