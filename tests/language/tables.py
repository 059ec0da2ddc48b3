"""Texts that patients may write, read once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import yaml

from afterdose.language import screen as red_flags

HERE = Path(__file__).parent

screen = partial(red_flags.screen, second=False)
"""The words alone: the reading by meaning has its own tests."""


def texts(language: str) -> dict[str, list[str]]:
    """Level → texts of one language."""
    content = yaml.safe_load((HERE / f"texts_{language}.yml").read_text("utf-8"))
    return {level: list(listed) for level, listed in content.items()}
