"""What the rules and the actions may know about a patient beside the answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from afterdose.records import queries
from afterdose.records.models import Patient
from afterdose.settings import settings
from afterdose.texts import numbers, render
from afterdose.triage.clock import treatment_day

# As data/protocols/shared/records.yml expects it; the clinic's list may write either form.
SEXES = {"f": "female", "female": "female", "m": "male", "male": "male"}
TWO_DAYS, WEEK = timedelta(hours=48), timedelta(days=7)


def rule_context(
    session: Session, patient: Patient, areas: Iterable[str], *, begun: datetime, now: datetime
) -> dict[str, Any]:
    """Return the context keys of the rules.

    Contacts are those about the same areas before the present conversation began (2.2);
    their windows run with the rehearsal clock.
    """
    scale = settings().time_scale
    earlier = queries.contacts_within(session, patient.id, begun, WEEK / scale)
    contacts = {
        key: max(
            (
                sum(one == area and at >= begun - window / scale for one, at in earlier)
                for area in set(areas)
            ),
            default=0,
        )
        for key, window in (("contacts_48h", TWO_DAYS), ("contacts_7d", WEEK))
    }
    return {
        "days_since_infusion": treatment_day(patient.last_infusion_on, now, patient.time_zone),
        "labs": queries.labs_of(session, patient.id),
        "today": local_day(patient, now).isoformat(),
        **contacts,
        **_sex(patient),
    }


def _sex(patient: Patient) -> dict[str, str]:
    # Anything else is absent, which the rules take as unknown: questions for women are asked.
    known = SEXES.get((patient.sex or "").strip().lower())
    return {"sex": known} if known else {}


def local_day(patient: Patient, now: datetime) -> date:
    """Return the day at the patient's place; UTC's when the time zone is unknown."""
    try:
        return now.astimezone(ZoneInfo(patient.time_zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.date()


def text_values(patient: Patient) -> dict[str, str]:
    """Return what patient texts quote: phone numbers and the month of the last dose."""
    return numbers() | {"last_dose": last_dose(patient.last_infusion_on, patient.language)}


def last_dose(day: date | None, language: str) -> str:
    """Name the month of the last infusion in the patient's language."""
    if day is None:
        return render("turn.last_dose_unknown", language)
    month = render(f"turn.month.{day.month}", language)
    return render("turn.last_dose", language, month=month, year=day.year)
