"""Invented patients, a team and a rota, so that the system can be tried at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.records.database import session
from afterdose.records.imports.files import LABS, PATIENTS, ROTA, TEAM, Kind
from afterdose.records.imports.known import Known, known
from afterdose.records.imports.refusals import ImportRefused
from afterdose.records.imports.table import Row
from afterdose.records.models import Shift
from afterdose.settings import ROOT

SHIFT = timedelta(days=365)

Entry = dict[str, Any]


def load_demo() -> None:
    """Put the people of data/demo/people.yml into the records, with a rota from now for a year.

    Called at every start with the simulated carrier: the treatment days stay those of the
    story (Ana on day 11), and nothing that somebody imported is touched: whose number or step
    is taken is left out.
    """
    people = yaml.safe_load((ROOT / "data" / "demo" / "people.yml").read_text("utf-8"))
    now = clock.now()
    with session() as opened:
        there = known(opened)
        write(opened, TEAM, _team(people["team"], there), now)
        patients = [entry for entry in people["patients"] if is_free(entry, there)]
        write(opened, PATIENTS, [patient_row(entry, now) for entry in patients], now)
        zones = {entry["id"]: entry["time_zone"] for entry in patients}
        labs = [
            lab_row(entry, zones[entry["id"]], now)
            for entry in people["labs"]
            if entry["id"] in zones
        ]
        write(opened, LABS, labs, now)
        write(opened, ROTA, _rota(opened, people["team"], now), now)


def is_free(entry: Entry, there: Known) -> bool:
    """Whether the number of a demo patient belongs to nobody else."""
    others = {tel for who, tel in there.patient_phones.items() if who != entry["id"]}
    return entry["phone"] not in others and entry["phone"] not in there.team


def _team(entries: list[Entry], there: Known) -> list[dict[str, str]]:
    taken = {*there.team, *there.patient_phones.values()}
    return [
        {name: entry[name] for name in ("name", "role", "phone")}
        for entry in entries
        if entry["phone"] not in taken
    ]


def patient_row(entry: Entry, now: datetime) -> dict[str, str]:
    """Return a demo patient as a row of patients.csv."""
    given_name, family_name = entry["name"]
    days = entry["days_since_infusion"]
    return {
        "external_id": entry["id"],
        "phone": entry["phone"],
        "given_name": given_name,
        "family_name": family_name,
        "birth_date": entry["born"].isoformat(),
        "sex": entry["sex"],
        "language": entry["language"],
        "time_zone": entry["time_zone"],
        "last_infusion_date": "" if days is None else _day(entry["time_zone"], days, now),
        "course": "" if entry["course"] is None else str(entry["course"]),
        "baseline_notes": entry["story"],
    }


def lab_row(entry: Entry, time_zone: str, now: datetime) -> dict[str, str]:
    """Return a value of the demo as a row of labs.csv; its day is one at the patient's place."""
    return {
        "external_id": entry["id"],
        "taken_on": _day(time_zone, entry["days_ago"], now),
        "test": entry["test"],
        "value": str(entry["value"]),
        "unit": entry["unit"],
    }


def _day(time_zone: str, days_ago: int, now: datetime) -> str:
    # A treatment day is counted where the patient lives.
    return (now.astimezone(ZoneInfo(time_zone)).date() - timedelta(days=days_ago)).isoformat()


def _rota(opened: Session, entries: list[Entry], now: datetime) -> list[dict[str, str]]:
    """Return shifts for the steps that nobody covers now or later."""
    covered = set(opened.scalars(select(Shift.step).where(Shift.ends_at > now)))
    team = known(opened).team
    return [
        {
            "starts_at": now.isoformat(),
            "ends_at": (now + SHIFT).isoformat(),
            "phone": entry["phone"],
            "step": str(entry["step"]),
        }
        for entry in entries
        if entry["step"] not in covered and entry["phone"] in team
    ]


def write(opened: Session, kind: Kind, rows: list[dict[str, str]], now: datetime) -> None:
    """Write rows as an import of their file would. Raises ImportRefused."""
    numbered = [Row(line, cells) for line, cells in enumerate(rows, start=1)]
    checked, refusals = kind.check(numbered, known(opened), now)
    if refusals:
        raise ImportRefused(f"demo {kind.name}", refusals)
    kind.write(opened, checked, now)
