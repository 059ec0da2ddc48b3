"""The rota as a calendar: who answers on which day at which step, and where nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from afterdose import clock
from afterdose.records.imports.rota import LAST_STEP, write_rota
from afterdose.records.models import Clinician, Shift

DAYS = 7
LOOK_AHEAD = timedelta(days=14)
LONGEST = timedelta(days=366)


class ShiftRefused(Exception):
    """A shift that cannot be; the message is the key of the words that say why."""


@dataclass(frozen=True)
class Stretch:
    """A part of a day at one step; without a name nobody is there."""

    begin: datetime
    end: datetime
    name: str = ""
    shift_id: str = ""
    off_duty: bool = False
    unverified: bool = False  # pages go there all the same

    @property
    def is_gap(self) -> bool:
        """Tell whether nobody can be paged in this stretch."""
        return not self.name or self.off_duty


@dataclass(frozen=True)
class Day:
    """One day of the calendar: step to what covers it."""

    on: date
    steps: dict[int, list[Stretch]]


def shifts_between(records: Session, begin: datetime, end: datetime) -> list[Shift]:
    """Read the shifts that touch a stretch of time, with their clinicians, in order."""
    found = (
        select(Shift)
        .join(Shift.clinician)
        .options(contains_eager(Shift.clinician))
        .where(Shift.starts_at < end, Shift.ends_at > begin)
        .order_by(Shift.step, Shift.starts_at)
    )
    return list(records.scalars(found))


def week(records: Session, first: date, where: ZoneInfo) -> list[Day]:
    """Lay out seven days from the first, in the clinic's time; step 1 is always there."""
    begin = _midnight(first, where)
    shifts = shifts_between(records, begin, _midnight(first + timedelta(days=DAYS), where))
    steps = sorted({1, *(shift.step for shift in shifts)})
    return [
        Day(
            on,
            {
                step: stretches(
                    [shift for shift in shifts if shift.step == step],
                    _midnight(on, where),
                    _midnight(on + timedelta(days=1), where),
                )
                for step in steps
            },
        )
        for on in (first + timedelta(days=count) for count in range(DAYS))
    ]


def stretches(shifts: list[Shift], begin: datetime, end: datetime) -> list[Stretch]:
    """Cut one step's shifts, in order, to a stretch of time, and name what nobody covers."""
    found = []
    at = begin
    for shift in shifts:
        starts, ends = max(shift.starts_at, at), min(shift.ends_at, end)
        if starts >= ends:
            continue
        if starts > at:
            found.append(Stretch(at, starts))
        person = shift.clinician
        unverified = person.phone_verified_at is None
        found.append(Stretch(starts, ends, person.name, shift.id, not person.on_duty, unverified))
        at = ends
    if at < end:
        found.append(Stretch(at, end))
    return found


def gaps(records: Session, since: datetime) -> list[Stretch]:
    """Name the stretches of the next two weeks in which nobody answers first.

    The two weeks end with a whole day (UTC): what was just filled has no new gap a second later.
    Somebody who is not on duty is nobody: pages pass them by.
    """
    until = _midnight((since + LOOK_AHEAD).date() + timedelta(days=1), ZoneInfo("UTC"))
    shifts = [shift for shift in shifts_between(records, since, until) if shift.step == 1]
    joined: list[Stretch] = []
    for stretch in stretches(shifts, since, until):
        if not stretch.is_gap:
            continue
        if joined and joined[-1].end == stretch.begin:
            joined[-1] = Stretch(joined[-1].begin, stretch.end)
        else:
            joined.append(Stretch(stretch.begin, stretch.end))
    return joined


def add_shift(
    records: Session, clinician_id: str, begin: datetime, end: datetime, step: int
) -> None:
    """Let somebody answer; whoever stood at the step in that time makes room.

    Raises ShiftRefused.
    """
    if records.get(Clinician, clinician_id) is None:
        raise ShiftRefused("rota.refused.who")
    if not 1 <= step <= LAST_STEP:
        raise ShiftRefused("rota.refused.step")
    if not timedelta(0) < end - begin <= LONGEST:
        raise ShiftRefused("rota.refused.times")
    if end <= clock.now():
        raise ShiftRefused("rota.refused.past")
    values = {"clinician_id": clinician_id, "starts_at": begin, "ends_at": end, "step": step}
    write_rota(records, [values], clock.now())


def remove_shift(records: Session, shift_id: str) -> bool:
    """Take a shift out from now on; what has been of it stays. False: there is none to come."""
    shift = records.get(Shift, shift_id)
    now = clock.now()
    if shift is None or shift.ends_at <= now:
        return False
    if shift.starts_at < now:
        shift.ends_at = now
    else:
        records.delete(shift)
    return True


def _midnight(on: date, where: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), where)
