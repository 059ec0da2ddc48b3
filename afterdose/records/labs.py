"""Laboratory values as the rules read them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.records.models import LabResult


def labs_of(session: Session, patient_id: str) -> dict[str, dict[str, Any]]:
    """Return the latest value of each test: {test: {value, unit, taken_on, baseline?}}.

    ``value`` is a float in the unit, ``taken_on`` an ISO date. ``baseline`` is the patient's
    first value in the same unit, left out while there is only one.
    """
    found = select(LabResult).filter_by(patient_id=patient_id).order_by(LabResult.taken_on)
    first: dict[tuple[str, str], LabResult] = {}
    latest: dict[str, LabResult] = {}
    for result in session.scalars(found):
        first.setdefault((result.test, result.unit), result)
        latest[result.test] = result
    labs: dict[str, dict[str, Any]] = {}
    for test, result in latest.items():
        labs[test] = {
            "value": float(result.value),
            "unit": result.unit,
            "taken_on": result.taken_on.isoformat(),
        }
        baseline = first[test, result.unit]
        if baseline is not result:
            labs[test]["baseline"] = float(baseline.value)
    return labs
