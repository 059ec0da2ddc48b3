"""The labelled texts that the second reading learns from and is held against."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

NOT_DANGEROUS = "none"
LEVELS = {"emergency": "emergency", "at_least_check": "check", "check": "check", "none": "none"}


class ExampleError(ValueError):
    """A labelled file is wrong; the message names file, line or key."""


@dataclass(frozen=True)
class Example:
    """A text, the level that its words warrant, and the kind of set that it comes from.

    Kinds: `written` (lists of the lexicon's tests and of data/second_reading), `opening` (whole
    texts of imagined patients, tests/evaluation/open and data/second_reading), `harmless` (small
    talk), `answer`.
    """

    text: str
    level: str
    kind: str
    language: str | None = None


def examples(root: Path) -> list[Example]:
    """Collect all examples below the project's root, each text once; raises ExampleError.

    Of the evaluation's sets only the open ones: never those that are kept apart.
    """
    found: dict[str, Example] = {}
    for example in (*_written(root), *_evaluated(root), *_small_talk(root)):
        found.setdefault(" ".join(example.text.lower().split()), example)
    return list(found.values())


def _written(root: Path) -> Iterator[Example]:
    files = [
        *sorted((root / "tests" / "language").glob("texts_??.yml")),
        *sorted((root / "data" / "second_reading").glob("??.yml")),
    ]
    for file in files:
        for key, texts in yaml.safe_load(file.read_text("utf-8")).items():
            if key not in LEVELS:
                raise ExampleError(f"{file.name}: {key} is no level")
            for text in texts:
                yield Example(str(text), LEVELS[key], "written", file.stem[-2:])


def _evaluated(root: Path) -> Iterator[Example]:
    files = [
        *sorted((root / "tests" / "evaluation" / "open").glob("*.jsonl")),
        *sorted((root / "data" / "second_reading").glob("*.jsonl")),
    ]
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            try:
                told = json.loads(line)
                text, expected, language = told["text"], told["expected"], told.get("language")
            except (ValueError, KeyError) as error:
                raise ExampleError(f"{file.name}: line {number} cannot be read: {error}") from error
            if "openings" in file.name:
                level = expected["level"]
                if level not in LEVELS:
                    raise ExampleError(f"{file.name}: line {number}: {level} is no level")
                yield Example(text, level, "opening", language)
            elif told.get("danger") != "yes":
                # An answer's danger lies in its question: "yes" alone says nothing.
                kind = "answer" if "answers" in file.name else "harmless"
                yield Example(text, NOT_DANGEROUS, kind, language)


def _small_talk(root: Path) -> Iterator[Example]:
    file = root / "data" / "nlu" / "small_talk.yml"
    for entry in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
        for line in entry["examples"].splitlines():
            if text := line.removeprefix("- ").strip():
                yield Example(text, NOT_DANGEROUS, "harmless")
