"""labs.csv: laboratory values."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.records.imports.cells import Cells, day, one_of, words
from afterdose.records.imports.known import Known
from afterdose.records.imports.lab_tests import lab_tests, number
from afterdose.records.imports.refusals import Refusal
from afterdose.records.imports.table import Row
from afterdose.records.models import LabResult, Patient

REQUIRED = ("external_id", "taken_on", "test", "value", "unit")

Values = dict[str, Any]


def check_labs(rows: list[Row], known: Known, now: datetime) -> tuple[list[Values], list[Refusal]]:
    """Read the rows into values of LabResult, converted to the unit that the rules read."""
    checked: list[Values] = []
    refusals: list[Refusal] = []
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        cells = Cells(row, refusals)
        values = _values(cells, known, now)
        place = (values["external_id"], values["test"], values["taken_on"])
        if all(place) and place in seen:
            cells.refuse("test", f"this patient's value of the day stands in line {seen[place]}")
        seen.setdefault(place, row.line)
        if cells.fine:
            checked.append(values)
    return checked, refusals


def _values(cells: Cells, known: Known, now: datetime) -> Values:
    who = cells.read("external_id", words)
    if who and who not in known.patient_phones:
        cells.refuse("external_id", f'no patient "{who}" is enrolled')
    taken_on = cells.read("taken_on", day)
    today = now.astimezone(ZoneInfo(known.time_zones.get(who or "", "UTC"))).date()
    if taken_on and taken_on > today:
        cells.refuse("taken_on", "is in the future")
    name = cells.read("test", one_of(lab_tests()))
    value = cells.read("value", number)
    values: Values = {"external_id": who, "taken_on": taken_on, "test": name}
    if name is None:
        cells.read("unit", words)
        return values
    test = lab_tests()[name]
    factor = cells.read("unit", test.factor)
    if value is not None and factor is not None:
        try:
            values |= {"value": test.convert(value, factor), "unit": test.unit}
        except ValueError as error:
            cells.refuse("value", str(error))
    return values


def write_labs(session: Session, checked: list[Values], _now: datetime) -> tuple[int, int]:
    """Write the values; return how many are new and how many were corrected.

    A patient has one value of a test on a day: another one for the same day corrects it.
    """
    if not checked:
        return 0, 0
    patients = {patient.external_id: patient.id for patient in session.scalars(select(Patient))}
    days = [values["taken_on"] for values in checked]
    stored = select(LabResult).where(LabResult.taken_on.between(min(days), max(days)))
    before = {
        (result.patient_id, result.test, result.taken_on): result
        for result in session.scalars(stored)
    }
    new = changed = 0
    for values in checked:
        rest = {name: value for name, value in values.items() if name != "external_id"}
        patient_id = patients[values["external_id"]]
        result = before.get((patient_id, values["test"], values["taken_on"]))
        if result is None:
            session.add(LabResult(patient_id=patient_id, **rest))
            new += 1
            continue
        result.value, result.unit = values["value"], values["unit"]
        changed += session.is_modified(result)
    session.flush()
    return new, changed
