"""Changing what is known of a patient: the same checks as an import, and a reason each time."""

from __future__ import annotations

from collections.abc import Mapping

from afterdose import clock
from afterdose.messaging import wakeups
from afterdose.records.database import reading, session
from afterdose.records.imports.known import known
from afterdose.records.imports.patients import check_patients
from afterdose.records.imports.table import Row
from afterdose.records.keys import phone_hash
from afterdose.records.models import Patient
from afterdose.records.models_console import PatientChange

# The columns of patients.csv that may be changed here, in the order of the form.
FIELDS = (
    *("given_name", "family_name", "phone", "emergency_contact_phone", "language", "time_zone"),
    *("last_infusion_date", "course", "birth_date", "sex", "consented_on", "baseline_notes"),
)
ATTRIBUTE = {"last_infusion_date": "last_infusion_on"}
LONGEST_REASON = 1000


class EditRefused(Exception):
    """Nothing was changed; ``reasons`` tells for each field why."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


def values_of(patient: Patient) -> dict[str, str]:
    """Write a patient as the form shows it: a text for every field."""
    found = {name: getattr(patient, ATTRIBUTE.get(name, name)) for name in FIELDS}
    return {name: "" if value is None else str(value) for name, value in found.items()}


def change(patient_id: str, wanted: Mapping[str, str], reason: str, user_id: str) -> list[str]:
    """Change a patient and keep each field's old and new value with the reason; return the fields.

    Raises EditRefused.
    """
    # The checks read everybody's phones: not while holding the lock that texts wait for.
    with reading() as records:
        patient = records.get_one(Patient, patient_id)
        before, everybody = values_of(patient), known(records)
    after = {name: wanted.get(name, before[name]).strip() for name in FIELDS}
    changed = [name for name in FIELDS if before[name] != after[name]]
    if not changed:
        return []
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise EditRefused({"reason": "missing"})
    cells = {"external_id": patient.external_id, **after}
    checked, refusals = check_patients([Row(1, cells)], everybody, clock.now())
    if refusals:
        raise EditRefused({str(refusal.column): refusal.reason for refusal in refusals})
    with session() as records:
        patient = records.get_one(Patient, patient_id, with_for_update=True)
        if values_of(patient) != before:
            raise EditRefused({"reason": "meanwhile"})
        for name in changed:
            setattr(patient, ATTRIBUTE.get(name, name), checked[0][ATTRIBUTE.get(name, name)])
            records.add(_kept(patient, name, before, after, reason, user_id))
        if "phone" in changed:
            patient.phone_hash = phone_hash(patient.phone)
        wakeups.announce(records)
    return changed


def _kept(
    patient: Patient,
    field: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    reason: str,
    user_id: str,
) -> PatientChange:
    return PatientChange(
        patient_id=patient.id,
        user_id=user_id,
        field=field,
        before=before[field] or None,
        after=after[field] or None,
        reason=reason.strip(),
        at=clock.now(),
    )
