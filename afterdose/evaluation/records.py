"""JSON Lines, one line at a time: a bad line gives an error in its place, the rest goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

Record = dict[str, Any]
Result = TypeVar("Result")


class RecordError(ValueError):
    """A record that cannot be worked on; the message says why."""


@dataclass(frozen=True)
class BadLine:
    """A line that could not be worked on: its number, counted from 1, and the reason."""

    line: int
    error: str

    def to_json(self) -> Record:
        """Return {"line","error"}, which stands in the line's place."""
        return {"line": self.line, "error": self.error}


def worked(lines: Iterable[bytes], work: Callable[[Record], Result]) -> Iterator[Result | BadLine]:
    """Work on each line as it comes, in order; holds one line at a time.

    `lines` are UTF-8, as a file opened in binary mode gives them. Whatever ValueError reading
    or `work` raises is that line's error.
    """
    for number, line in enumerate(lines, start=1):
        try:
            yield work(record_of(line))
        except json.JSONDecodeError as error:
            yield BadLine(number, f"no JSON: {error.msg} at column {error.colno}")
        except UnicodeDecodeError:
            yield BadLine(number, "no UTF-8")
        except RecursionError:
            yield BadLine(number, "no JSON: nested too deeply")
        except ValueError as error:
            yield BadLine(number, str(error))


def record_of(line: bytes) -> Record:
    """Read one line as a JSON object; raises ValueError."""
    # Editors on Windows begin a file with a byte order mark.
    record = json.loads(line.decode("utf-8-sig").rstrip("\r\n"))
    if not isinstance(record, dict):
        raise RecordError("the line is no JSON object")
    return record
