"""Texts that patients may write, read once."""

from __future__ import annotations

from pathlib import Path

import yaml

HERE = Path(__file__).parent


def texts(language: str) -> dict[str, list[str]]:
    """Level → texts of one language."""
    content = yaml.safe_load((HERE / f"texts_{language}.yml").read_text("utf-8"))
    return {level: list(listed) for level, listed in content.items()}
