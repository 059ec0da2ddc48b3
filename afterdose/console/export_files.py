"""Rows as files that are written while they are read: CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from afterdose.console.export_helpings import Row

# A spreadsheet takes a cell that starts so for a formula, also one that a patient has texted.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TOGETHER = 200  # rows sent at a time


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Write rows as CSV with a line of names; a cell that could be a formula gets an apostrophe."""
    page = io.StringIO()
    writer = csv.writer(page)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow([_cell(value) for value in row.values()])
        if number % TOGETHER == TOGETHER - 1:
            yield _emptied(page)
    yield _emptied(page)


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Write rows as JSON Lines, each value as it is."""
    page = io.StringIO()
    for number, row in enumerate(rows):
        page.write(json.dumps(row, ensure_ascii=False, default=_plain) + "\n")
        if number % TOGETHER == TOGETHER - 1:
            yield _emptied(page)
    yield _emptied(page)


FORMS: dict[str, tuple[str, Callable[[Iterable[Row]], Iterator[str]]]] = {
    "csv": ("text/csv", csv_lines),
    "jsonl": ("application/jsonl", json_lines),
}


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return _plain(value)
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return value


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(f"{type(value).__name__} has no place in an export")


def _emptied(page: io.StringIO) -> str:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text
