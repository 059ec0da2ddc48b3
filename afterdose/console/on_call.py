"""Who is on call at this moment, by step, as the ladder would page them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.records.queries import on_call


@dataclass(frozen=True)
class OnCall:
    """Somebody who is paged for what happens now."""

    step: int
    name: str
    unverified: bool  # nobody has proved yet whose phone the pages ring


def on_call_now(records: Session) -> list[OnCall]:
    """Return who is paged now, the first first; nobody who is off duty is in it."""
    return [
        OnCall(shift.step, shift.clinician.name, shift.clinician.phone_verified_at is None)
        for shift in on_call(records, clock.now())
    ]
