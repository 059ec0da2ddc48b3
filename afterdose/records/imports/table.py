"""CSV files as rows that know their line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from afterdose.records.imports.refusals import ImportRefused, Refusal


class Row(NamedTuple):
    """One record: the line on which it starts, and its cells, stripped, by column."""

    line: int
    cells: dict[str, str]


class Table(NamedTuple):
    """The readable rows of a file, and what was wrong with the others."""

    rows: list[Row]
    refusals: list[Refusal]


def read_table(
    file: str, content: bytes, required: Sequence[str], optional: Sequence[str]
) -> Table:
    """Read a CSV file in UTF-8, with or without a byte-order mark, with any line ends.

    Raises ImportRefused when the file has no such rows at all: another encoding, a required
    column missing, an unknown or repeated one. Blank lines are passed over.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ImportRefused(file, [Refusal(line, None, "is not UTF-8 text")]) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    table = Table([], [])
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            break
        except csv.Error as error:
            # After a broken quote nobody knows where the next record starts.
            table.refusals.append(Refusal(line, None, f"is not CSV: {error}"))
            break
        if not any(cells):
            continue
        if header is None:
            header = cells
            _check_header(file, line, header, required, optional)
        elif len(cells) != len(header):
            reason = f"has {len(cells)} cells, the header has {len(header)}"
            table.refusals.append(Refusal(line, None, reason))
        else:
            table.rows.append(Row(line, dict(zip(header, cells, strict=True))))
    if header is None and not table.refusals:
        raise ImportRefused(file, [Refusal(1, None, "the file has no header")])
    return table


def _check_header(
    file: str, line: int, header: list[str], required: Sequence[str], optional: Sequence[str]
) -> None:
    known = {*required, *optional}
    refusals = [
        Refusal(line, name, "the required column is missing")
        for name in required
        if name not in header
    ]
    for name, times in Counter(header).items():
        if name not in known:
            columns = ", ".join((*required, *optional))
            refusals.append(Refusal(line, name or "(no name)", f"unknown; known are {columns}"))
        elif times > 1:
            refusals.append(Refusal(line, name, "the column stands there more than once"))
    if refusals:
        raise ImportRefused(file, refusals)
