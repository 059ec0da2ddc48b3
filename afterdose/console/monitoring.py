"""The tests that have to be repeated after treatment, and which of them are overdue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from afterdose.console.sbar import EXPECTED
from afterdose.records.models import LabResult
from afterdose.triage.schema import Limit

# Which limit of data/protocols/shared says after how many days a test is overdue; the others
# follow the monthly one (clinical-basis.md 1.3, 1.4).
OVERDUE_LIMIT = {
    "tsh": "tsh_overdue_days",
    "alt": "liver_overdue_days",
    "bilirubin": "liver_overdue_days",
}
MONTHLY = "overdue_days"
MONITORED = "autoimmune_days"


@dataclass(frozen=True)
class Overdue:
    """A test that is late; ``due_on`` is None for one that was never taken."""

    test: str
    due_on: date | None


def overdue(
    labs: list[LabResult], day: int | None, today: date, limits: Mapping[str, Limit]
) -> list[Overdue]:
    """Name the tests that are late; after the months of monitoring there are none.

    An unknown treatment day counts as monitored: late tests may not hide behind a missing date.
    """
    if day is not None and MONITORED in limits and day > limits[MONITORED].value:
        return []
    taken = {lab.test: lab.taken_on for lab in sorted(labs, key=lambda lab: lab.taken_on)}
    found = []
    for test in EXPECTED:
        limit = limits.get(OVERDUE_LIMIT.get(test, MONTHLY))
        if limit is None:
            continue
        last = taken.get(test)
        due_on = last + timedelta(days=int(limit.value)) if last else None
        if due_on is None or due_on < today:
            found.append(Overdue(test, due_on))
    return found
