"""A developer scores labelled sets and sees what is missed; CI fails when a caught one is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from afterdose.cli.main import typer_app
from tests.evaluation.labels import answer, text, write

runner = CliRunner()
HELP = "<b>cant breathe</b> & scared"


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    folder = tmp_path / "sets"
    write(
        folder,
        "open/test_openings.en.jsonl",
        text("caught", HELP, "emergency", "breathing", polarity="present", style="plain"),
        text("missed", "the sea was wavy", "emergency", "neuro", polarity="present"),
        text("quiet", "what time is it", "none", polarity="none"),
    )
    write(folder, "open/test_small_talk.jsonl", text("talk", "ok thanks", "none"))
    write(
        folder,
        "open/test_answers.jsonl",
        answer("yes", "yes_no", "yep", True, danger="yes"),
        answer("no", "yes_no", "nope", True, danger="yes"),
    )
    case = {"id": "case", "area": "fever", "answers": {"G0": True}, "expected": "emergency"}
    write(folder, "open/test_cases.jsonl", case)
    return folder


def evaluate(*arguments: object) -> Result:
    return runner.invoke(typer_app, ["evaluate", *map(str, arguments), "--no-nlu"])


def test_figures_and_page_are_written(sets: Path, tmp_path: Path) -> None:
    done = evaluate(sets, tmp_path / "out", "--summary", tmp_path / "evaluation.md")
    assert done.exit_code == 0, done.output
    figures = json.loads((tmp_path / "out" / "figures.json").read_text("utf-8"))
    reached = {target["name"]: target["reached"] for target in figures["targets"]}
    assert reached["emergencies that are emergency or check"] is False
    assert reached["small talk that is emergency"] is True
    assert reached["answers that report danger, read as its opposite"] is False
    part: dict[str, Any] = figures["parts"]["open/test"]
    assert part["openings"]["confusion"]["emergency"] == {"emergency": 1, "check": 0, "none": 1}
    assert [miss["id"] for miss in part["openings"]["misses"]] == ["missed"]
    assert [(miss["id"], miss["verdict"]) for miss in part["answers"]["misses"]] == [
        ("no", "opposite")
    ]
    assert part["decisions"]["rates"]["right"]["hits"] == 1
    assert figures["seconds"]["screen"]["median"] > 0


def test_the_page_stands_alone_and_lists_every_miss(sets: Path, tmp_path: Path) -> None:
    evaluate(sets, tmp_path / "figures.json")
    page = (tmp_path / "figures.html").read_text("utf-8")
    assert set(re.findall(r"https?://[^\"'\s<)]+", page)) == {"http://www.w3.org/2000/svg"}
    assert "<script" not in page and "<svg" in page
    assert "the sea was wavy" in page and "nope" in page
    assert "not measured" in page


def test_what_a_text_holds_is_no_part_of_the_page(sets: Path, tmp_path: Path) -> None:
    write(sets, "open/openings.jsonl", text("markup", f"no {HELP}", "none"))
    evaluate(sets, tmp_path / "out")
    page = (tmp_path / "out" / "figures.html").read_text("utf-8")
    assert "<b>cant" not in page and "&lt;b&gt;" in page


def test_the_summary_names_sets_misses_and_intervals(sets: Path, tmp_path: Path) -> None:
    summary = tmp_path / "evaluation.md"
    evaluate(sets, tmp_path / "out", "--summary", summary)
    told = summary.read_text("utf-8")
    assert "open/test_openings.en.jsonl" in told
    assert "| 50.0 % (1 of 2; 95 % interval 9.5 % to 90.5 %) | **no** |" in told
    assert "- `missed` `the sea was wavy`" in told
    evaluate(sets, tmp_path / "again", "--summary", summary)
    assert summary.read_text("utf-8") == told


def test_texts_that_are_kept_apart_are_told_by_id_alone(sets: Path, tmp_path: Path) -> None:
    write(
        sets,
        "heldout/all.jsonl",
        text("apart-1", "the lake was choppy", "emergency", "neuro"),
        text("apart-2", "i cant breathe at all", "none"),
        answer("apart-3", "yes_no", "nope nope", True, danger="yes"),
    )
    evaluate(sets, tmp_path / "out", "--summary", tmp_path / "evaluation.md")
    for name in ("out/figures.json", "out/figures.html", "evaluation.md"):
        told = (tmp_path / name).read_text("utf-8")
        assert all(f"apart-{number}" in told for number in (1, 2, 3)), name
        assert not [words for words in ("choppy", "at all", "nope nope") if words in told], name


def test_a_bad_line_is_told_and_the_rest_scored(sets: Path, tmp_path: Path) -> None:
    write(sets, "open/openings.jsonl", "nonsense", text("fine", "hello", "none"))
    done = evaluate(sets, tmp_path / "out")
    assert done.exit_code == 1
    assert "open/openings.jsonl:1: no JSON" in done.stderr
    figures = json.loads((tmp_path / "out" / "figures.json").read_text("utf-8"))
    assert figures["parts"]["open"]["openings"]["texts"] == 1
    assert figures["bad_lines"][0]["line"] == 1


def test_a_line_that_cannot_be_read_is_bad_too(sets: Path, tmp_path: Path) -> None:
    write(sets, "open/answers.jsonl", answer("when", "date", "today", "2026-11-22", now="noon"))
    done = evaluate(sets, tmp_path / "out")
    assert done.exit_code == 1
    assert "open/answers.jsonl:1: Invalid isoformat" in done.stderr


def test_a_folder_without_sets_changes_nothing(tmp_path: Path) -> None:
    done = evaluate(tmp_path, tmp_path / "out")
    assert done.exit_code == 1
    assert "holds no *.jsonl" in done.stderr
    assert not (tmp_path / "out").exists()


def test_what_was_caught_may_not_be_lost(sets: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    first = evaluate(sets, tmp_path / "out", "--baseline", baseline, "--update-baseline")
    assert first.exit_code == 0, first.output
    assert json.loads(baseline.read_text("utf-8")) == {
        "emergencies": {"caught": "emergency"},
        "dangers": ["yes"],
    }
    assert evaluate(sets, tmp_path / "out", "--baseline", baseline).exit_code == 0

    write(
        sets,
        "open/test_openings.en.jsonl",
        text("caught", "the sea is calm", "emergency"),  # as a change of the screen would read it
    )
    write(sets, "open/test_answers.jsonl", answer("yes", "yes_no", "nope", True, danger="yes"))
    lost = evaluate(sets, tmp_path / "out", "--baseline", baseline)
    assert lost.exit_code == 1
    assert "caught was caught and is missed: 'the sea is calm'" in lost.stderr
    assert "yes reports danger and is read as False" in lost.stderr
    assert "the sea is calm" in (tmp_path / "out" / "figures.html").read_text("utf-8")

    write(sets, "open/test_openings.en.jsonl", text("quiet", "hello", "none"))
    gone = evaluate(sets, tmp_path / "out", "--baseline", baseline)
    assert "caught is in the baseline and in no set" in gone.stderr


def test_a_baseline_has_to_be_one(sets: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    assert evaluate(sets, tmp_path / "out", "--baseline", baseline).exit_code == 1
    baseline.write_text("{}", "utf-8")
    done = evaluate(sets, tmp_path / "out", "--baseline", baseline)
    assert (done.exit_code, "is no baseline" in done.stderr) == (1, True)
    done = evaluate(sets, tmp_path / "out", "--update-baseline")
    assert "--update-baseline needs --baseline" in done.stderr
