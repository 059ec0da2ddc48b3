"""patients.csv: who is enrolled."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.records.imports.cells import (
    Cells,
    day,
    one_of,
    phone,
    time_zone,
    whole_number,
    words,
)
from afterdose.records.imports.known import Known
from afterdose.records.imports.refusals import Refusal
from afterdose.records.imports.table import Row
from afterdose.records.keys import phone_hash
from afterdose.records.models import Patient, new_id

REQUIRED = (
    *("external_id", "phone", "given_name", "family_name", "language", "time_zone"),
    *("last_infusion_date", "course"),
)
OPTIONAL = ("birth_date", "sex", "consented_on", "emergency_contact_phone", "baseline_notes")
LANGUAGES = ("en", "es")
MOST_COURSES = 20

Values = dict[str, Any]


def check_patients(
    rows: list[Row], known: Known, now: datetime
) -> tuple[list[Values], list[Refusal]]:
    """Read the rows into values of Patient, and tell everything that is wrong with them.

    A phone may belong to one patient only, counting the file and the patients who are not in
    it, and to nobody of the team.
    """
    checked: list[Values] = []
    refusals: list[Refusal] = []
    in_file = {row.cells["external_id"] for row in rows}
    owners = {tel: who for who, tel in known.patient_phones.items() if who not in in_file}
    seen: dict[str, int] = {}
    phones: dict[str, int] = {}
    for row in rows:
        cells = Cells(row, refusals)
        values = _values(cells, now)
        who, tel = values["external_id"], values["phone"]
        if who in seen:
            cells.refuse("external_id", f"stands in line {seen[who]} already")
        if tel in phones:
            cells.refuse("phone", f"stands in line {phones[tel]} already")
        elif tel in owners:
            cells.refuse("phone", "belongs to another patient")
        if tel in known.team:
            cells.refuse("phone", "belongs to somebody of the care team")
        if who:
            seen.setdefault(who, row.line)
        if tel:
            phones.setdefault(tel, row.line)
        if cells.fine:
            checked.append(values)
    return checked, refusals


def _values(cells: Cells, now: datetime) -> Values:
    values: Values = {
        "external_id": cells.read("external_id", words),
        "phone": cells.read("phone", phone),
        "given_name": cells.read("given_name", words),
        "family_name": cells.read("family_name", words),
        "language": cells.read("language", one_of(LANGUAGES)),
        "time_zone": cells.read("time_zone", time_zone),
        "last_infusion_on": cells.read_if_filled("last_infusion_date", day),
        "course": cells.read_if_filled("course", whole_number(1, MOST_COURSES)),
    }
    today = now.astimezone(ZoneInfo(values["time_zone"] or "UTC")).date()
    _not_later(cells, "last_infusion_date", values["last_infusion_on"], today)
    if cells.has("birth_date"):
        born = cells.read_if_filled("birth_date", day)
        _not_later(cells, "birth_date", born, today)
        if born and born.year < today.year - 120:
            cells.refuse("birth_date", "is more than 120 years ago")
        values["birth_date"] = born.isoformat() if born else None
    if cells.has("consented_on"):
        values["consented_on"] = cells.read_if_filled("consented_on", day)
        _not_later(cells, "consented_on", values["consented_on"], today)
    if cells.has("emergency_contact_phone"):
        values["emergency_contact_phone"] = cells.read_if_filled("emergency_contact_phone", phone)
    for column in ("sex", "baseline_notes"):
        if cells.has(column):
            values[column] = cells.read_if_filled(column, words)
    return values


def _not_later(cells: Cells, column: str, value: date | None, today: date) -> None:
    if value is not None and value > today:
        cells.refuse(column, "is in the future")


def write_patients(session: Session, checked: list[Values], now: datetime) -> tuple[int, int]:
    """Write the values; return how many patients are new and how many were changed.

    Patients are known by external_id. A column that the file does not have stays as it was.
    """
    before = {patient.external_id: patient for patient in session.scalars(select(Patient))}
    moved = []
    for values in checked:
        patient = before.get(values["external_id"])
        if patient is not None and patient.phone != values["phone"]:
            moved.append(patient)
            patient.phone_hash = new_id()
    # Two patients may swap their numbers: first all let go, then each takes the new one.
    session.flush()
    new = changed = 0
    for values in checked:
        patient = before.get(values["external_id"])
        if patient is None:
            hashed = phone_hash(values["phone"])
            session.add(Patient(**values, phone_hash=hashed, created_at=now))
            new += 1
            continue
        for name, value in values.items():
            setattr(patient, name, value)
        if patient in moved:
            patient.phone_hash = phone_hash(values["phone"])
        changed += session.is_modified(patient)
    session.flush()
    return new, changed
