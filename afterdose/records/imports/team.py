"""team.csv: who can be paged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.records.imports.cells import Cells, email, one_of, phone, words
from afterdose.records.imports.known import Known
from afterdose.records.imports.refusals import Refusal
from afterdose.records.imports.table import Row
from afterdose.records.keys import phone_hash
from afterdose.records.models import Clinician

REQUIRED = ("name", "role", "phone")
OPTIONAL = ("email",)
ROLES = ("nurse", "physician", "supervisor")

Values = dict[str, Any]


def check_team(rows: list[Row], known: Known, _now: datetime) -> tuple[list[Values], list[Refusal]]:
    """Read the rows into values of Clinician; nobody may share a number with a patient."""
    checked: list[Values] = []
    refusals: list[Refusal] = []
    patients = set(known.patient_phones.values())
    seen: dict[str, int] = {}
    for row in rows:
        cells = Cells(row, refusals)
        values: Values = {
            "name": cells.read("name", words),
            "role": cells.read("role", one_of(ROLES)),
            "phone": cells.read("phone", phone),
        }
        if cells.has("email"):
            values["email"] = cells.read_if_filled("email", email)
        tel = values["phone"]
        if tel in patients:
            cells.refuse("phone", "belongs to a patient")
        if tel and seen.setdefault(tel, row.line) != row.line:
            cells.refuse("phone", f"stands in line {seen[tel]} already")
        if cells.fine:
            checked.append(values)
    return checked, refusals


def write_team(session: Session, checked: list[Values], now: datetime) -> tuple[int, int]:
    """Write the values; return how many people are new and how many were changed.

    People are known by phone. The clinic's list counts as proof that the number is theirs.
    """
    before = {person.phone: person for person in session.scalars(select(Clinician))}
    new = changed = 0
    for values in checked:
        person = before.get(values["phone"])
        if person is None:
            hashed = phone_hash(values["phone"])
            session.add(
                Clinician(**values, phone_hash=hashed, phone_verified_at=now, created_at=now)
            )
            new += 1
            continue
        for name, value in values.items():
            setattr(person, name, value)
        changed += session.is_modified(person)
    session.flush()
    return new, changed
