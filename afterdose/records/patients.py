"""Finding patients."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.records.keys import phone_hashes
from afterdose.records.models import Patient


def patient_by_phone(session: Session, phone: str) -> Patient | None:
    """Return the patient with this E.164 phone, also while keys are being rotated."""
    found = select(Patient).where(Patient.phone_hash.in_(phone_hashes(phone)))
    return session.scalars(found).one_or_none()


def patient_by_external_id(session: Session, external_id: str) -> Patient | None:
    """Return the patient whom the clinic knows by this id."""
    return session.scalars(select(Patient).filter_by(external_id=external_id)).one_or_none()
