"""rota.csv: who answers when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.records.imports.cells import Cells, moment, phone, whole_number
from afterdose.records.imports.known import Known
from afterdose.records.imports.refusals import Refusal
from afterdose.records.imports.table import Row
from afterdose.records.models import Shift

REQUIRED = ("starts_at", "ends_at", "phone", "step")
LAST_STEP = 9

Values = dict[str, Any]


def check_rota(rows: list[Row], known: Known, _now: datetime) -> tuple[list[Values], list[Refusal]]:
    """Read the rows into values of Shift; two shifts of a step must not overlap in the file."""
    checked: list[Values] = []
    refusals: list[Refusal] = []
    by_step: dict[int, list[tuple[datetime, datetime, int]]] = {}
    for row in rows:
        cells = Cells(row, refusals)
        starts, ends = cells.read("starts_at", moment), cells.read("ends_at", moment)
        tel = cells.read("phone", phone)
        step = cells.read("step", whole_number(1, LAST_STEP))
        if tel and tel not in known.team:
            cells.refuse("phone", "belongs to nobody of the care team")
        if starts and ends and ends <= starts:
            cells.refuse("ends_at", "is not after starts_at")
        elif starts and ends and step:
            others = by_step.setdefault(step, [])
            clash = [line for s, e, line in others if s < ends and starts < e]
            if clash:
                cells.refuse("starts_at", f"step {step} is covered by line {clash[0]} already")
            others.append((starts, ends, row.line))
        if cells.fine and tel:
            checked.append(
                {
                    "clinician_id": known.team[tel],
                    "starts_at": starts,
                    "ends_at": ends,
                    "step": step,
                }
            )
    return checked, refusals


def write_rota(session: Session, checked: list[Values], _now: datetime) -> tuple[int, int]:
    """Write the shifts; return how many are new and how many older ones made room.

    A new shift takes the place of whatever stood at its step in its time: an older shift is
    cut, split or removed. So a corrected rota is simply imported again.
    """
    before = list(session.scalars(select(Shift)))
    new = []
    changed = 0
    for values in checked:
        rivals = [
            shift
            for shift in before
            if shift.step == values["step"]
            and shift.starts_at < values["ends_at"]
            and values["starts_at"] < shift.ends_at
        ]
        if len(rivals) == 1 and _same(rivals[0], values):
            continue
        for rival in rivals:
            before.remove(rival)
            before += _cut(session, rival, values["starts_at"], values["ends_at"])
            changed += 1
        new.append(values)
    # What was cut has to leave the table before a new shift can take its start.
    session.flush()
    session.add_all(Shift(**values) for values in new)
    session.flush()
    return len(new), changed


def _same(shift: Shift, values: Values) -> bool:
    return all(getattr(shift, name) == value for name, value in values.items())


def _cut(session: Session, shift: Shift, starts: datetime, ends: datetime) -> list[Shift]:
    """Take the time between the two out of a shift; return what is left of it."""
    left = []
    for begin, end in ((shift.starts_at, starts), (ends, shift.ends_at)):
        if begin < end:
            part = Shift(
                clinician_id=shift.clinician_id, starts_at=begin, ends_at=end, step=shift.step
            )
            left.append(part)
    session.delete(shift)
    session.flush()
    session.add_all(left)
    session.flush()
    return left
