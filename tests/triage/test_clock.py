"""The treatment clock counts whole days in the patient's own time zone."""

from datetime import date, datetime, timezone

import pytest

from afterdose.triage.clock import treatment_day

LATE = datetime(2026, 11, 23, 3, 30, tzinfo=timezone.utc)  # 22 November, 22:30 in New York


@pytest.mark.parametrize(
    ("last", "zone", "day"),
    [
        (date(2026, 11, 22), "America/New_York", 0),
        (date(2026, 11, 22), "UTC", 1),
        (date(2026, 11, 11), "America/New_York", 11),
        (date(2025, 11, 22), "America/New_York", 365),
        (date(2026, 11, 23), "America/New_York", None),
        (None, "UTC", None),
    ],
)
def test_the_infusion_day_is_day_0(last, zone, day):
    assert treatment_day(last, LATE, zone) == day
