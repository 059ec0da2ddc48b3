"""The commands `screen` and `understand`: texts in, what they mean out, one JSON a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from afterdose.settings import ROOT

Record = dict[str, Any]
Source = Annotated[str, typer.Argument(metavar="IN", help="JSON Lines file; - = stdin")]
Target = Annotated[str, typer.Argument(metavar="OUT", help="JSON Lines file; - = stdout")]


class BadLine(ValueError):
    """A line that cannot be worked on; the message says why."""


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def screen(source: Source, target: Target) -> None:
        """Screen each line {"id","text","language"?} for red flags.

        A bad line gives {"line","error"} in its place, the rest goes on, and the exit
        status is 1.
        """
        sys.exit(run("screen", source, target, screened))

    @app.command()
    def understand(source: Source, target: Target) -> None:
        """Read each line {"id","question","answer_type","options"?,"text","now"?} as an answer.

        Without options the question's own are taken, if a protocol knows its id. A bad line
        gives {"line","error"} in its place, the rest goes on, and the exit status is 1.
        """
        sys.exit(run("understand", source, target, understood))


def screened(record: Record) -> Record:
    """Screen one record; raises BadLine."""
    from afterdose.language.screen import screen

    result = screen(_text(record), _language(record)).to_json()
    return {"id": record.get("id"), **result}


def understood(record: Record) -> Record:
    """Read one record as an answer; raises BadLine."""
    from afterdose.language.answers import ANSWER_TYPES, understand
    from afterdose.language.screen import screen

    text, language = _text(record), _language(record)
    answer_type = record.get("answer_type")
    if answer_type not in ANSWER_TYPES:
        raise BadLine(f"answer_type is one of {', '.join(ANSWER_TYPES)}")
    options, question = record.get("options"), None
    if isinstance(record.get("question"), str):
        question = _questions().get(record["question"])
    if options is None:
        options = question.options if question is not None else ()
    elif not isinstance(options, list):
        raise BadLine("options is no list")
    answer = understand(text, answer_type, options, language or "en", _now(record))
    found = screen(text, language, question=question).to_json()
    return {
        "id": record.get("id"),
        "value": answer.value,
        "unclear": answer.unclear,
        "level": found["level"],
        "findings": found["findings"],
    }


def run(name: str, source: str, target: str, work: Callable[[Record], Record]) -> int:
    """Work through a whole file; returns the exit status."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        lines = text.split("\n")[: -1 if text.endswith("\n") else None] if text else []
        with ExitStack() as files:
            out: TextIO = sys.stdout
            if target != "-":
                out = files.enter_context(Path(target).open("w", encoding="utf-8"))
            watched = files.enter_context(
                typer.progressbar(lines, file=sys.stderr, hidden=not sys.stderr.isatty())
            )
            bad = 0
            for result in _results(watched, work):
                bad += "error" in result
                out.write(json.dumps(result) + "\n")
    except (OSError, UnicodeDecodeError) as error:
        print(f"afterdose {name}: {error}", file=sys.stderr)
        return 1
    if bad:
        print(f"afterdose {name}: {bad} bad lines in {source}", file=sys.stderr)
    return 1 if bad else 0


def _results(lines: Any, work: Callable[[Record], Record]) -> Iterator[Record]:
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
            if not isinstance(record, dict):
                raise BadLine("the line is no JSON object")
            yield work(record)
        except ValueError as error:
            yield {"line": number, "error": str(error)}


def _text(record: Record) -> str:
    if not isinstance(record.get("text"), str):
        raise BadLine("text is missing or no text")
    return str(record["text"])


def _language(record: Record) -> str | None:
    language = record.get("language")
    if language not in (None, "en", "es"):
        raise BadLine("language is en or es")
    return language


def _now(record: Record) -> datetime | None:
    stated = record.get("now")
    if stated is None:
        return None
    if not isinstance(stated, str):
        raise BadLine("now is no ISO date and time")
    return datetime.fromisoformat(stated)


@cache
def _questions() -> dict[str, Any]:
    from afterdose.triage.load import load_protocols

    return dict(load_protocols(ROOT / "data" / "protocols").questions)
