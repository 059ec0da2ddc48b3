"""What a run left behind: the journal of the outside, and the rows of the records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.torture.checker.keys import Reader

Row = dict[str, Any]

# In which order the rows of each table are read, and what of them is encrypted or JSON.
TABLES = {
    "inbound_messages": "seq",
    "outbound_messages": "seq",
    "cases": "number",
    "decisions": "seq",
    "escalations": "opened_at",
    "pages": "created_at",
    "timers": "seq",
    "case_events": "seq",
    "answers": "seq",
}
ENCRYPTED = {"inbound_messages": ("phone", "body"), "outbound_messages": ("phone", "body")}
JSON = ("details", "payload", "ladder")


@dataclass
class Evidence:
    """Times are seconds since 1970, texts are readable; ``log`` is in the order of happening."""

    rows: dict[str, list[Row]]
    log: list[Row] = field(default_factory=list)

    def told(self, *what: str) -> list[Row]:
        """Return the journal's entries of these kinds."""
        return [entry for entry in self.log if entry["what"] in what]

    @property
    def ended(self) -> float:
        return float(self.told("end")[-1]["t"])


def read(journal: Path, url: str, keys: str) -> Evidence:
    """Read both; ``url`` is sqlite:///path or postgresql://…"""
    found = read_rows(url, keys)
    found.log = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    return found


def read_rows(url: str, keys: str | None = None) -> Evidence:
    """Read the records alone; without keys, words and phones stay encrypted."""
    reader = Reader(keys) if keys else None
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    for table, row in _rows(url):
        rows[table].append(_readable(table, row, reader))
    return Evidence(rows)


def _rows(url: str) -> Iterator[tuple[str, Row]]:
    queries = {table: f"select * from {table} order by {by}" for table, by in TABLES.items()}
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as records:
            records.row_factory = sqlite3.Row
            records.execute("begin")  # one moment for all tables
            for table, query in queries.items():
                for row in records.execute(query):
                    yield table, dict(row)
        return
    with psycopg.connect(url, row_factory=dict_row) as server:  # type: ignore[arg-type]
        server.execute("set transaction isolation level repeatable read, read only")
        for table, query in queries.items():
            for row in server.execute(query):  # type: ignore[arg-type]
                yield table, row  # type: ignore[misc]


def _readable(table: str, row: Row, reader: Reader | None) -> Row:
    for name, value in row.items():
        if value is None:
            continue
        if name in ENCRYPTED.get(table, ()):
            row[name] = reader.read(value) if reader else value
        elif name.endswith(("_at", "_until")) or name == "at":
            row[name] = _seconds(value)
        elif name in JSON and isinstance(value, str):
            row[name] = json.loads(value)
    return row


def _seconds(value: str | datetime) -> float:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.timestamp()
