"""The one clock: every part takes the time from here, so that a test can set it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return datetime.now(timezone.utc)


def clinical_wait(seconds: float, time_scale: float) -> timedelta:
    """Return a clinical waiting time as it really passes.

    ``seconds`` is the time written in the clinical settings, ``time_scale`` the
    rehearsal factor (``AFTERDOSE_TIME_SCALE``): 3600 s at scale 60 last one minute.
    Never used for network time-outs, leases or back-off.
    """
    return timedelta(seconds=seconds / time_scale)
