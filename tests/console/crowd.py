"""More work in the clinic of the tests: one of every kind, for pages that are looked at."""

from __future__ import annotations

from datetime import timedelta

from afterdose import clock
from afterdose.records.database import session
from afterdose.records.keys import phone_hash
from afterdose.records.models import Case, Clinician, Escalation, LabResult, Patient, Shift

PEOPLE = (
    ("Ana", "Almeida", 11, "emergency", "not_assessed", 2, None),
    ("Ben", "Brooks", 0, "urgent", "nurse", 20, "nurse"),
    ("Carla", "Conti", 426, "soon", "undelivered", 300, None),
    ("Diego", "Delgado", None, "emergency", "opted_out", 14, "physician"),
)
LABS = (
    ("platelets", "10^9/L", (248, 231, 204, 176, 131)),
    ("neutrophils", "10^9/L", (0.9, 1.4, 2.8, 3.1)),
    ("creatinine", "mg/dL", (0.8, 0.8, 0.9, 0.8, 0.9)),
    ("tsh", "mIU/L", (1.9, 2.2)),
    ("urine_rbc", "/hpf", (1, 0, 2, 5)),
)


def fill() -> None:
    """Put four more escalations into the records, overdue and not, taken and not."""
    now = clock.now()
    with session() as records:
        maya = records.query(Patient).filter_by(external_id="P1").one()
        for test, unit, values in LABS:
            for number, value in enumerate(values):
                day = (now - timedelta(days=180 - 28 * number)).date()
                records.add(
                    LabResult(
                        patient_id=maya.id, test=test, value=str(value), unit=unit, taken_on=day
                    )
                )
        for number, row in enumerate(PEOPLE, start=50):
            given, family, day, disposition, reason, minutes, role = row
            phone = f"+155501001{number}"
            patient = Patient(
                external_id=f"C{number}",
                phone=phone,
                phone_hash=phone_hash(phone),
                given_name=given,
                family_name=family,
                time_zone="America/New_York",
                last_infusion_on=(now - timedelta(days=day)).date() if day is not None else None,
                created_at=now,
            )
            records.add(patient)
            records.flush()
            opened = now - timedelta(minutes=minutes)
            case = Case(
                id=f"case-{number}",
                number=number,
                patient_id=patient.id,
                state="decided",
                areas=["fever", "bleeding"][: number % 3],
                conversation=f"conversation-{number}",
                disposition=disposition,
                opened_at=opened,
            )
            records.add(case)
            records.flush()
            holder = records.query(Clinician).filter_by(role=role).one() if role else None
            records.add(
                Escalation(
                    id=f"escalation-{number}",
                    key=f"escalation-{number}",
                    case_id=case.id,
                    patient_id=patient.id,
                    code=f"M{number}X",
                    disposition=disposition,
                    reason=reason,
                    state="acknowledged" if holder else "open",
                    opened_at=opened,
                    acknowledged_at=opened + timedelta(minutes=1) if holder else None,
                    acknowledged_by=holder.id if holder else None,
                )
            )
        nurse = records.query(Clinician).filter_by(role="nurse").one()
        physician = records.query(Clinician).filter_by(role="physician").one()
        for day in range(4):
            begin = now + timedelta(days=day, hours=-3)
            for person, step in ((nurse, 1), (physician, 2)):
                records.add(
                    Shift(
                        clinician_id=person.id,
                        starts_at=begin,
                        ends_at=begin + timedelta(hours=24 if step == 2 else 12),
                        step=step,
                    )
                )
        physician.phone_verified_at = now
