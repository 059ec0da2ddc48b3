"""Small labelled sets for the tests, written as JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from afterdose.evaluation.sets import Kind, Labelled


def text(name: str, words: str, level: str, *areas: str, **more: Any) -> dict[str, Any]:
    """Write a line of an opening set."""
    label = {"level": level, "areas": list(areas)} | more.pop("label", {})
    return {"id": name, "text": words, "language": "en", "expected": label} | more


def answer(name: str, kind: str, words: str, value: Any, **more: Any) -> dict[str, Any]:
    """Write a line of an answer set; the value None is unclear."""
    label = {"value": value, "unclear": value is None}
    line = {"id": name, "question": "?", "answer_type": kind, "text": words, "expected": label}
    return line | more


def item(line: dict[str, Any], kind: Kind = "opening") -> Labelled:
    """Make a line what reading its set makes of it."""
    return Labelled(str(line["id"]), "set.jsonl", 1, ".", kind, line, line["expected"])


def write(folder: Path, name: str, *lines: Any) -> Path:
    """Write a set; a line that is text is written as it is."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join(written) + "\n", "utf-8")
    return file
