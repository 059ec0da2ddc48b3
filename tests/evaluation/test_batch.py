"""Whoever pipes a long file through a batch command gets every line back, in order."""

from __future__ import annotations

import io
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afterdose.cli import batch
from afterdose.evaluation.records import BadLine, Record, worked


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def echo(record: Record) -> Record:
    if "text" not in record:
        raise ValueError("text is missing")
    return {"id": record["id"]}


def test_ten_thousand_lines_keep_their_order_and_bad_ones_their_place(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [json.dumps({"id": number, "text": "x"}).encode() for number in range(10_000)]
    lines[10], lines[5000], lines[9999] = b"nope", b'{"id": 1}', b'{"id": "\xff"}'
    source.write_bytes(b"\n".join(lines) + b"\n")
    assert batch.run("echo", str(source), str(target), echo) == 1
    results = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert len(results) == 10_000
    bad = {one["line"]: one["error"] for one in results if "error" in one}
    assert list(bad) == [11, 5001, 10_000]
    assert bad[11].startswith("no JSON") and bad[10_000] == "no UTF-8"
    assert all(one["id"] == at for at, one in enumerate(results) if "error" not in one)


def test_one_line_is_held_at_a_time() -> None:
    def endless() -> Iterator[bytes]:
        for number in itertools.count():
            yield json.dumps({"id": number, "text": "x"}).encode()

    assert list(itertools.islice(worked(endless(), echo), 3)) == [
        {"id": 0},
        {"id": 1},
        {"id": 2},
    ]


@pytest.mark.parametrize(
    "line", [b"", b"[" * 100_000, b"1" * 5000, b'"text"', b"\xef\xbb\xbf[]", b'{"id": 1'], ids=len
)
def test_whatever_a_line_holds_it_is_one_bad_line(line: bytes) -> None:
    (result,) = worked([line], echo)
    assert isinstance(result, BadLine)
    assert result.line == 1 and result.error


def test_a_byte_order_mark_is_no_part_of_the_line() -> None:
    assert list(worked([b'\xef\xbb\xbf{"id": 1, "text": ""}\r\n'], echo)) == [{"id": 1}]


def test_the_progress_bar_is_for_terminals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": 1, "text": "x"}\n' * 50, "utf-8")
    for stderr, bar in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stderr)
        assert batch.run("echo", str(source), str(tmp_path / "out.jsonl"), echo) == 0
        assert ("100%" in stderr.getvalue()) is bar


def test_in_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": 1, "text": "x"}\n', "utf-8")
    assert batch.run("echo", str(source), str(source), echo) == 1
    assert "is IN and OUT" in capsys.readouterr().err
    assert source.read_text("utf-8") == '{"id": 1, "text": "x"}\n'


def test_out_is_left_alone_when_in_cannot_be_read(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("kept", "utf-8")
    assert batch.run("echo", str(tmp_path / "none.jsonl"), str(target), echo) == 1
    assert target.read_text("utf-8") == "kept"


def test_a_pipe_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Pipe:
        buffer: Any = io.BytesIO(b'{"id": 1, "text": "x"}\n{"id": 2, "text": "x"}')

    monkeypatch.setattr(sys, "stdin", Pipe())
    target = tmp_path / "out.jsonl"
    assert batch.run("echo", "-", str(target), echo) == 0
    assert target.read_text("utf-8") == '{"id": 1}\n{"id": 2}\n'
