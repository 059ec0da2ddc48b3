"""Finding patients at the console: by number of the clinic, phone, or a part of the name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.records.keys import phone_hashes
from afterdose.records.models import Case, Patient
from afterdose.triage.clock import treatment_day

MOST = 50


@dataclass(frozen=True)
class Found:
    """One patient of the list."""

    patient_id: str
    external_id: str
    name: str
    treatment_day: int | None
    language: str
    has_open_case: bool


def search(records: Session, wanted: str) -> tuple[list[Found], bool]:
    """Return at most MOST patients, and whether there are more.

    Names are encrypted, so a part of a name is looked for in all of them: only the two columns
    are read and decrypted, 26 ms of processor time per thousand patients.
    """
    plain = wanted.strip()
    query = select(Patient).order_by(Patient.external_id).limit(MOST + 1)
    if plain:
        phone = "".join(letter for letter in plain if letter.isdigit() or letter == "+")
        query = query.where(
            or_(
                Patient.external_id == plain,
                Patient.phone_hash.in_(phone_hashes(phone) if phone.startswith("+") else []),
                Patient.id.in_(_named(records, plain)),
            )
        )
    rows = list(records.scalars(query))
    ids = [patient.id for patient in rows]
    busy = set(
        records.scalars(
            select(Case.patient_id).where(Case.patient_id.in_(ids), Case.state != "closed")
        )
    )
    now = clock.now()
    found = [
        Found(
            patient.id,
            patient.external_id,
            f"{patient.family_name}, {patient.given_name}",
            treatment_day(patient.last_infusion_on, now, patient.time_zone),
            patient.language,
            patient.id in busy,
        )
        for patient in rows[:MOST]
    ]
    return found, len(rows) > MOST


def _named(records: Session, part: str) -> list[str]:
    wanted = part.casefold()
    rows = records.execute(select(Patient.id, Patient.given_name, Patient.family_name))
    matching = [
        row.id for row in rows if wanted in f"{row.given_name} {row.family_name}".casefold()
    ]
    # A part that fits nearly everybody is no search; the limit keeps the query small.
    return matching[: MOST + 1]
