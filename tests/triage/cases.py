"""Short ways to write a case down: what was answered, and what the records say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from afterdose.settings import ROOT
from afterdose.triage.decide import decide
from afterdose.triage.decision import Decision
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import ProtocolSet

FOLDER = ROOT / "data" / "protocols"
PROTOCOLS = load_protocols(FOLDER)
TODAY = date(2026, 11, 22)

# All red flags denied and nothing else reported.
CALM_BLEEDING = {"G0": "no", "B1": "no", "B2": ["none"], "B3": "no", "B5": "no", "B6": "no"}
CALM_FEVER = {"G0": "no", "F2": ["none"], "F3": ["none"], "F4": ["none"], "F5": "no"}


def bleeding(day: int | None = 400, labs: Any = None, more: Any = None, **answers: Any) -> Decision:
    """Decide a case of bleeding in which all else was denied."""
    return case(["bleeding"], {**CALM_BLEEDING, **named(answers)}, day, labs, more)


def fever(day: int | None = 400, labs: Any = None, more: Any = None, **answers: Any) -> Decision:
    """Decide a case of fever in which all else was denied."""
    return case(["fever"], {**CALM_FEVER, **named(answers)}, day, labs, more)


def case(
    areas: list[str],
    answers: Any,
    day: int | None = 400,
    labs: Any = None,
    more: Any = None,
    ps: ProtocolSet = PROTOCOLS,
) -> Decision:
    context = {"today": TODAY.isoformat(), **(more or {})}
    if day is not None:
        context["days_since_infusion"] = day
    if labs is not None:
        context["labs"] = labs
    return decide(ps, areas, answers, context)


def named(answers: dict[str, Any]) -> dict[str, Any]:
    """Write findings with two underscores: neuro__headache."""
    return {key.replace("__", "."): value for key, value in answers.items()}


def lab(value: float, days_ago: int = 10, unit: str = "10^9/L", **more: Any) -> dict[str, Any]:
    taken_on = (TODAY - timedelta(days=days_ago)).isoformat()
    return {"value": value, "unit": unit, "taken_on": taken_on, **more}


def platelets(value: float, days_ago: int = 10, **more: Any) -> dict[str, Any]:
    return {"platelets": lab(value, days_ago, **more)}


def neutrophils(value: float, days_ago: int = 10) -> dict[str, Any]:
    return {"neutrophils": lab(value, days_ago)}
