"""The labelled sets: texts with what a triage nurse would make of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from afterdose.evaluation.readings import text_of
from afterdose.evaluation.records import BadLine, Record, RecordError, worked
from afterdose.language.answers import ANSWER_TYPES
from afterdose.language.concepts import LEVELS
from afterdose.triage.dispositions import DISPOSITIONS

Kind = Literal["opening", "small_talk", "answer", "decision"]

AREAS = (
    *("bleeding", "palpitations", "urine", "fever", "neuro", "infusion"),
    *("breathing", "liver", "abdomen", "skin", "mood", "pregnancy"),
)
"""The areas of the contract, whether or not they have a protocol yet."""
HELDOUT = "heldout"
"""The folder of the texts that nobody who works on the code may read."""
HALVES = ("dev", "test")
"""A file's name may begin with one: the half to tune on, and the half to look at."""


@dataclass(frozen=True)
class Labelled:
    """One line of a set.

    `id` is unique in all sets (file and line, if the line has none); `part` is the folder and
    half it belongs to ("heldout", "open/dev"), `expected` the label as an object, whatever
    shorter form the line used.
    """

    id: str
    file: str
    line: int
    part: str
    kind: Kind
    record: Record
    expected: Record

    @property
    def text(self) -> str:
        """Give the text; a decision has none."""
        return str(self.record.get("text", ""))

    @property
    def apart(self) -> bool:
        """Whether the text is kept apart: a miss of it is told by its id alone."""
        return self.part.split("/")[0] == HELDOUT

    def told(self, field: str) -> str:
        """Give a field such as language, polarity or style; "-" if the line names none."""
        return str(self.record.get(field) or "-")


@dataclass(frozen=True)
class BadLabel:
    """A line of a set that cannot be used."""

    file: str
    line: int
    error: str

    def to_json(self) -> Record:
        """Return {"file","line","error"}."""
        return {"file": self.file, "line": self.line, "error": self.error}


def labelled(folder: Path) -> Iterator[Labelled | BadLabel]:
    """Read every *.jsonl below a folder, in the order of the names.

    A line is known by its fields: an answer names its answer_type, a decision its area and
    answers, everything else is a text to screen. Raises FileNotFoundError without any file.
    """
    files = sorted(folder.rglob("*.jsonl"))
    if not files:
        raise FileNotFoundError(f"{folder} holds no *.jsonl file")
    seen: dict[str, str] = {}
    for file in files:
        name = file.relative_to(folder).as_posix()
        with file.open("rb") as lines:
            for number, read in enumerate(worked(lines, _labelled), start=1):
                if isinstance(read, BadLine):
                    yield BadLabel(name, read.line, read.error)
                    continue
                placed = _placed(read, file.relative_to(folder), number)
                if placed.id in seen:
                    yield BadLabel(name, number, f"id {placed.id} is used in {seen[placed.id]}")
                    continue
                seen[placed.id] = name
                yield placed


def _placed(read: Labelled, file: Path, line: int) -> Labelled:
    half = [one for one in HALVES if file.name.startswith(f"{one}_")]
    small = read.kind == "opening" and "small_talk" in file.stem
    return replace(
        read,
        id=str(read.record.get("id", f"{file.as_posix()}:{line}")),
        file=file.as_posix(),
        line=line,
        part="/".join([*file.parent.parts, *half]) or ".",
        kind="small_talk" if small else read.kind,
    )


def _labelled(record: Record) -> Labelled:
    expected = record.get("expected")
    if expected is None:
        raise RecordError("expected is missing")
    kind: Kind = "opening"
    if "answer_type" in record:
        kind, expected = "answer", _answer(record, expected)
    elif "area" in record and "answers" in record:
        kind, expected = "decision", _decision(expected)
    else:
        text_of(record)
        expected = _screening(expected)
    return Labelled("", "", 0, "", kind, record, expected)


def _screening(expected: Any) -> Record:
    label = {"level": expected} if isinstance(expected, str) else expected
    if not isinstance(label, dict):
        raise RecordError("expected is no object")
    if label.get("level") not in LEVELS:
        raise RecordError(f"expected.level is one of {', '.join(LEVELS)}")
    for field, known in (("areas", AREAS), ("also", LEVELS)):
        values = label.get(field, [])
        if not isinstance(values, list) or not all(v in known for v in values):
            raise RecordError(f"expected.{field} is a list out of {', '.join(known)}")
    return label


def _answer(record: Record, expected: Any) -> Record:
    text_of(record)
    if record["answer_type"] not in ANSWER_TYPES:
        raise RecordError(f"answer_type is one of {', '.join(ANSWER_TYPES)}")
    if record.get("danger") not in ("yes", "no", None):
        raise RecordError("danger is yes, no or null")
    label = expected
    if not isinstance(label, dict) or not {"value", "unclear"} & set(label):
        label = {"value": expected}  # {"celsius": 38.5} or a plain value
    label = {"value": None, "unclear": label.get("value") is None, **label}
    if not isinstance(label["unclear"], bool):
        raise RecordError("expected.unclear is true or false")
    if not label["unclear"] and label["value"] is None:
        raise RecordError("expected.value is missing")
    return label


def _decision(expected: Any) -> Record:
    label = {"disposition": expected} if isinstance(expected, str) else expected
    if not isinstance(label, dict) or label.get("disposition") not in DISPOSITIONS:
        raise RecordError(f"expected.disposition is one of {', '.join(DISPOSITIONS)}")
    return label
