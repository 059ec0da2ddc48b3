"""Whom the records know already: what a file is checked against."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.records.models import Clinician, Patient


@dataclass(frozen=True)
class Known:
    """Patients by the clinic's id: phone and time zone; the team: phone and our id."""

    patient_phones: dict[str, str]
    time_zones: dict[str, str]
    team: dict[str, str]


def known(session: Session) -> Known:
    """Read everybody from the records."""
    patients = session.scalars(select(Patient)).all()
    team = session.scalars(select(Clinician)).all()
    return Known(
        patient_phones={patient.external_id: patient.phone for patient in patients},
        time_zones={patient.external_id: patient.time_zone for patient in patients},
        team={clinician.phone: clinician.id for clinician in team},
    )
