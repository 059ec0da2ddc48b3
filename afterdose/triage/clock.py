"""The treatment clock: whole days since the last infusion day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def treatment_day(last_infusion_on: date | None, now: datetime, time_zone: str) -> int | None:
    """Return D, counted in the patient's own time zone; the infusion day is 0.

    None if the date is not known, or lies ahead: a coming infusion says nothing about the
    last one, so the day counts as unknown, which is the worst case.
    """
    if last_infusion_on is None:
        return None
    days = (now.astimezone(ZoneInfo(time_zone)).date() - last_infusion_on).days
    return days if days >= 0 else None
