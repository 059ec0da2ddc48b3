"""The imports: one file in, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.records.database import session
from afterdose.records.imports import labs, patients, rota, team
from afterdose.records.imports.known import Known, known
from afterdose.records.imports.refusals import ImportRefused, Refusal
from afterdose.records.imports.table import Row, read_table
from afterdose.records.models import AuditEntry

Values = dict[str, Any]


class Kind(NamedTuple):
    """What one kind of file consists of: its columns, its check, how it is written."""

    name: str
    required: Sequence[str]
    optional: Sequence[str]
    check: Callable[[list[Row], Known, datetime], tuple[list[Values], list[Refusal]]]
    write: Callable[[Session, list[Values], datetime], tuple[int, int]]


class Imported(NamedTuple):
    """How many rows the file has, how many of them are new, how many changed something old."""

    rows: int
    new: int
    changed: int


PATIENTS = Kind(
    "patients",
    patients.REQUIRED,
    patients.OPTIONAL,
    patients.check_patients,
    patients.write_patients,
)
LABS = Kind("labs", labs.REQUIRED, (), labs.check_labs, labs.write_labs)
TEAM = Kind("team", team.REQUIRED, team.OPTIONAL, team.check_team, team.write_team)
ROTA = Kind("rota", rota.REQUIRED, (), rota.check_rota, rota.write_rota)
KINDS = {kind.name: kind for kind in (PATIENTS, LABS, TEAM, ROTA)}


def import_file(kind: Kind, path: Path, actor: str = "command line") -> Imported:
    """Import one CSV file in one transaction.

    Raises ImportRefused with everything that is wrong with it, having changed nothing, and
    OSError when it cannot be read.
    """
    content = path.read_bytes()
    now = clock.now()
    with session() as opened:
        table = read_table(str(path), content, kind.required, kind.optional)
        checked, refusals = kind.check(table.rows, known(opened), now)
        if table.refusals or refusals:
            raise ImportRefused(str(path), table.refusals + refusals)
        new, changed = kind.write(opened, checked, now)
        subject = f"{len(checked)} rows, {new} new, {changed} changed"
        opened.add(AuditEntry(actor=actor, action=f"import {kind.name}", subject=subject, at=now))
    return Imported(len(checked), new, changed)
