"""Whoever labels texts learns exactly which line cannot be used, and the others are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from afterdose.evaluation.sets import BadLabel, Labelled, labelled
from tests.evaluation.labels import answer, text, write


def test_a_line_is_known_by_its_fields_and_its_file(tmp_path: Path) -> None:
    write(tmp_path, "heldout/openings.en.jsonl", text("a", "hi", "none"))
    write(tmp_path, "open/dev_small_talk.jsonl", text("b", "hi", "none"))
    write(tmp_path, "open/test_answers.jsonl", answer("c", "yes_no", "nah", False))
    case = {"id": "d", "area": "fever", "answers": {}, "expected": {"disposition": "urgent"}}
    write(tmp_path, "cases.jsonl", case)
    read = [one for one in labelled(tmp_path) if isinstance(one, Labelled)]
    assert [(one.id, one.kind, one.part) for one in read] == [
        ("d", "decision", "."),
        ("a", "opening", "heldout"),
        ("b", "small_talk", "open/dev"),
        ("c", "answer", "open/test"),
    ]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ({"text": "x", "expected": "check"}, {"level": "check"}),
        (
            {"text": "x", "answer_type": "temperature", "expected": {"celsius": 38.5}},
            {"value": {"celsius": 38.5}, "unclear": False},
        ),
        (
            {"text": "x", "answer_type": "yes_no", "expected": False},
            {"value": False, "unclear": False},
        ),
        (
            {"text": "x", "answer_type": "yes_no", "expected": {"unclear": True}},
            {"value": None, "unclear": True},
        ),
    ],
)
def test_a_label_may_be_short(line: Any, label: Any, tmp_path: Path) -> None:
    write(tmp_path, "set.jsonl", line)
    (read,) = labelled(tmp_path)
    assert isinstance(read, Labelled)
    assert (read.expected, read.id) == (label, "set.jsonl:1")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON"),
        ({"id": 1, "text": "x"}, "expected is missing"),
        ({"id": 1, "expected": {"level": "none"}}, "text is missing"),
        (text("1", "x", "urgent"), "expected.level is one of"),
        (text("1", "x", "none", "heart"), "expected.areas is a list out of"),
        (text("1", "x", "none", label={"also": "check"}), "expected.also is a list"),
        (answer("1", "guess", "x", 1), "answer_type is one of"),
        (answer("1", "yes_no", "x", True, danger=True), "danger is yes, no or null"),
        (answer("1", "yes_no", "x", True, expected={"value": True, "unclear": "no"}), "unclear is"),
        ({"area": "fever", "answers": {}, "expected": "high"}, "expected.disposition is one of"),
    ],
)
def test_a_bad_line_is_named_and_the_next_one_read(line: Any, reason: str, tmp_path: Path) -> None:
    write(tmp_path, "set.jsonl", line, text("ok", "x", "none"))
    bad, good = labelled(tmp_path)
    assert isinstance(bad, BadLabel)
    assert (bad.file, bad.line) == ("set.jsonl", 1)
    assert reason in bad.error
    assert isinstance(good, Labelled)


def test_an_id_is_used_once_in_all_sets(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", text("same", "x", "none"))
    write(tmp_path, "b.jsonl", text("same", "y", "none"))
    _, bad = labelled(tmp_path)
    assert isinstance(bad, BadLabel)
    assert bad.to_json() == {"file": "b.jsonl", "line": 1, "error": "id same is used in a.jsonl"}


def test_a_folder_without_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=str(tmp_path)):
        list(labelled(tmp_path))
