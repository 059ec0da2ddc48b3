"""Weeks of closed cases for the demo clinic: invented words, decided by the real rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import yaml
from sqlalchemy import select

from afterdose import clock
from afterdose.console.demo_story import DemoStory
from afterdose.records import demo
from afterdose.records.database import session
from afterdose.records.imports.files import LABS, PATIENTS
from afterdose.records.imports.known import known
from afterdose.records.models import Case, Clinician, Patient
from afterdose.settings import ROOT

FILE = ROOT / "data" / "demo" / "history.yml"
MONTH = timedelta(days=28)

Entry = dict[str, Any]


def load_history() -> None:
    """Put patients, monthly labs and closed cases into records that hold no case yet."""
    told = yaml.safe_load(FILE.read_text("utf-8"))
    now = clock.now()
    with session() as records:
        if records.scalar(select(Case.id).limit(1)) is not None:
            return
        there = known(records)
        patients = [entry for entry in told["patients"] if demo.is_free(entry, there)]
        demo.write(records, PATIENTS, [demo.patient_row(entry, now) for entry in patients], now)
        zones = {entry["id"]: entry["time_zone"] for entry in patients}
        labs = [lab for series in told["labs"] if series["id"] in zones for lab in _monthly(series)]
        rows = [demo.lab_row(lab, zones[lab["id"]], now) for lab in labs]
        demo.write(records, LABS, rows, now)
        people = {person.role: person for person in records.scalars(select(Clinician))}
        for number, entry in enumerate(told["cases"]):
            if entry["patient"] in zones and entry["by"] in people:
                patient = records.scalars(
                    select(Patient).filter_by(external_id=entry["patient"])
                ).one()
                DemoStory(records, patient, people[entry["by"]], number).tell(entry, now)


def _monthly(series: Entry) -> list[Entry]:
    last = len(series["values"]) - 1
    return [
        series | {"value": value, "days_ago": series["days_ago"] + MONTH.days * (last - place)}
        for place, value in enumerate(series["values"])
    ]
