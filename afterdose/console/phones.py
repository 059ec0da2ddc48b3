"""The phones that the simulator shows: one slot per role, and who can hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console.accounts import DEMO_NAME, find
from afterdose.records.models import Clinician, Patient
from afterdose.triage.clock import treatment_day

MOST = 50
ROLES = ("nurse", "physician", "supervisor")
# Made up and reserved for fiction (555-0100 to 555-0199), so that it is nobody's.
UNKNOWN_NUMBER = "+12025550199"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Holder:
    """Somebody whose phone can be shown; ``ref`` stands in URLs in place of the number."""

    ref: str
    phone: str
    name: str
    language: str = ""
    treatment_day: int | None = None


@dataclass(frozen=True)
class Slot:
    """One phone on the page."""

    role: str
    holders: list[Holder]
    chosen: Holder | None


def holders(records: Session) -> dict[str, list[Holder]]:
    """Read who has a phone here: role to people."""
    now = clock.now()
    patients = records.scalars(select(Patient).order_by(Patient.external_id).limit(MOST))
    found: dict[str, list[Holder]] = {
        "patient": [
            Holder(
                f"p{patient.id}",
                patient.phone,
                f"{patient.given_name} {patient.family_name}",
                patient.language,
                treatment_day(patient.last_infusion_on, now, patient.time_zone),
            )
            for patient in patients
        ]
    }
    found["patient"].append(Holder(UNKNOWN, UNKNOWN_NUMBER, ""))
    for role in ROLES:
        team = records.scalars(
            select(Clinician)
            .where(Clinician.role == role)
            .order_by(Clinician.created_at, Clinician.id)
            .limit(MOST)
        )
        found[role] = [Holder(f"c{person.id}", person.phone, person.name) for person in team]
    return found


def slots(records: Session, wanted: Mapping[str, str]) -> list[Slot]:
    """Put a phone in each slot: the wanted one (role to ref), else the first."""
    return [
        Slot(
            role,
            people,
            next((p for p in people if p.ref == wanted.get(role)), None)
            or (people[0] if people else None),
        )
        for role, people in holders(records).items()
    ]


def by_ref(records: Session, ref: str) -> Holder | None:
    """Find whose phone a ref means."""
    everybody = (person for people in holders(records).values() for person in people)
    return next((person for person in everybody if person.ref == ref), None)


def has_demo_account(records: Session) -> bool:
    """Tell whether the demo loader made its account, so that the page may name it."""
    return find(records, DEMO_NAME) is not None
