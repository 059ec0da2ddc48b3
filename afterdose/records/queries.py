"""All look-ups in one place to import from; each is written in the module of its noun."""

from afterdose.records.cases import (
    asking_case,
    contacts,
    contacts_within,
    decided_case,
    next_case_number,
    record_contact,
)
from afterdose.records.labs import labs_of
from afterdose.records.messages import Unfinished, conversation, unfinished
from afterdose.records.patients import patient_by_external_id, patient_by_phone
from afterdose.records.team import clinician_by_phone, on_call

__all__ = [
    "Unfinished",
    "asking_case",
    "clinician_by_phone",
    "contacts",
    "contacts_within",
    "conversation",
    "decided_case",
    "labs_of",
    "next_case_number",
    "on_call",
    "patient_by_external_id",
    "patient_by_phone",
    "record_contact",
    "unfinished",
]
