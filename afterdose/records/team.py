"""Finding people of the care team, and who answers at a given moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from afterdose.records.keys import phone_hashes
from afterdose.records.models import Clinician, Shift


def clinician_by_phone(session: Session, phone: str) -> Clinician | None:
    """Return the clinician with this E.164 phone, also while keys are being rotated."""
    found = select(Clinician).where(Clinician.phone_hash.in_(phone_hashes(phone)))
    return session.scalars(found).one_or_none()


def on_call(session: Session, moment: datetime) -> list[Shift]:
    """Return the shifts that cover the moment, step 1 first, each with its clinician loaded.

    A shift ends just before ``ends_at``. Nobody who texted OFF is in it.
    """
    found = (
        select(Shift)
        .join(Shift.clinician)
        .options(contains_eager(Shift.clinician))
        .where(Shift.starts_at <= moment, Shift.ends_at > moment, Clinician.on_duty)
        .order_by(Shift.step, Shift.starts_at, Shift.id)
    )
    return list(session.scalars(found))
