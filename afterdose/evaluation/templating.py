"""The templates of the page and of the summary."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

FOLDER = Path(__file__).parent / "templates"


def percent(share: float) -> str:
    """Write a share from 0 to 1: 0.9734 is 97.3 %."""
    return f"{share * 100:.1f} %"


def template(name: str) -> Template:
    """Load a template; what goes into HTML is escaped."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["html.jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["percent"] = percent
    return environment
