"""Whoever pipes JSON Lines through `screen` and `understand` gets them back in order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from afterdose.cli.main import typer_app

runner = CliRunner()


def through(name: str, lines: list[str], tmp_path: Path) -> tuple[int, list[dict[str, Any]]]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines) + "\n", "utf-8")
    result = runner.invoke(typer_app, [name, str(source), str(target)])
    return result.exit_code, [json.loads(line) for line in target.read_text("utf-8").splitlines()]


def test_screen_keeps_order_and_puts_bad_lines_in_their_place(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "text": "cant breathe"}),
        "not json",
        json.dumps({"id": "b"}),
        json.dumps({"id": "c", "text": "thanks", "language": "en"}),
        json.dumps({"id": "d", "text": "hi", "language": "fr"}),
        json.dumps([1]),
    ]
    status, results = through("screen", lines, tmp_path)
    assert status == 1
    assert [r.get("id") for r in results] == ["a", None, None, "c", None, None]
    assert [r["line"] for r in results if "error" in r] == [2, 3, 5, 6]
    assert results[0]["level"] == "emergency"
    assert results[0]["findings"][0]["name"] == "breathing.cannot_breathe"
    assert results[0]["findings"][0]["span"] == [0, 12]
    assert results[3] == {"id": "c", "level": "none", "areas": [], "findings": []}


def test_good_lines_end_with_success(tmp_path: Path) -> None:
    status, results = through("screen", [json.dumps({"id": 1, "text": "ok"})] * 3, tmp_path)
    assert (status, len(results)) == (0, 3)


def test_understand_reads_answers_and_screens_them(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": 1, "question": "B1", "answer_type": "yes_no", "text": "no cant breathe"}),
        json.dumps({"id": 2, "question": "B4", "answer_type": "multi", "text": "1 and 4"}),
        json.dumps(
            {
                "id": 3,
                "question": "?",
                "answer_type": "choice",
                "options": ["a1", "b2"],
                "text": "b2",
            }
        ),
        json.dumps(
            {
                "id": 4,
                "question": "when",
                "answer_type": "date",
                "text": "since tues",
                "now": "2026-11-22T10:00:00-05:00",
            }
        ),
        json.dumps({"id": 5, "question": "x", "answer_type": "guess", "text": "1"}),
        json.dumps({"id": 6, "question": "x", "answer_type": "yes_no", "text": "banana"}),
    ]
    status, results = through("understand", lines, tmp_path)
    assert status == 1
    assert (results[0]["value"], results[0]["level"]) == (False, "emergency")
    assert results[1]["value"] == ["dots", "gum"]
    assert results[2]["value"] == "b2"
    assert results[3]["value"] == "2026-11-17"
    assert results[4]["line"] == 5
    assert (results[5]["value"], results[5]["unclear"]) == (None, True)


@pytest.mark.parametrize("name", ["screen", "understand"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    result = runner.invoke(typer_app, [name, str(tmp_path / "none.jsonl"), str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "none.jsonl" in result.stderr
    assert not (tmp_path / "out").exists()
