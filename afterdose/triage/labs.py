"""Laboratory values as facts that rules can read: in one unit, with their age."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from afterdose.triage.errors import AnswerError
from afterdose.triage.schema import LabTest, ProtocolSet


def lab_facts(ps: ProtocolSet, labs: Mapping[str, Any], today: date) -> dict[str, dict[str, float]]:
    """Return test → value, age in days and, with a baseline, fall, rise and ratio.

    Raises AnswerError for an unknown test or unit, an implausible value or a future day.
    """
    return {name: _facts(ps, name, lab, today) for name, lab in labs.items()}


def _facts(ps: ProtocolSet, name: str, lab: Any, today: date) -> dict[str, float]:
    if name not in ps.labs:
        raise AnswerError(f"labs.{name} is no known test ({', '.join(ps.labs)})")
    if not isinstance(lab, Mapping):
        raise AnswerError(f"labs.{name} is no value with unit and day")
    test = ps.labs[name]
    factor = _factor(name, test, lab.get("unit"))
    value = _value(name, test, lab.get("value"), factor)
    # The clinic's day and the patient's may differ by one.
    age = (today - _day(name, lab.get("taken_on"))).days
    if age < -1:
        raise AnswerError(f"labs.{name}.taken_on lies in the future")
    facts = {"value": value, "age": float(max(age, 0))}
    if lab.get("baseline") is not None:
        baseline = _value(name, test, lab["baseline"], factor)
        facts |= {"baseline": baseline, "rise": value - baseline}
        if baseline:
            facts |= {"fall": 1 - value / baseline, "ratio": value / baseline}
    return facts


def plain_unit(unit: str) -> str:
    """Return a unit in the spelling of the protocols: ``x10⁹/L`` becomes ``10^9/l``."""
    plain = unit.lower().translate(str.maketrans("µμ×⁹³⁶", "uux936")).replace(" ", "")
    plain = re.sub(r"^x", "", plain).replace("**", "^").replace("*", "^")
    return re.sub(r"^10e?\^?(\d)(?=/)", r"10^\1", plain)


def _factor(name: str, test: LabTest, unit: Any) -> float:
    if unit is None or unit == "":
        return 1.0
    known = {plain_unit(u): factor for u, factor in test.units.items()} | {
        plain_unit(test.unit): 1.0
    }
    if not isinstance(unit, str) or plain_unit(unit) not in known:
        raise AnswerError(f"labs.{name}.unit {unit!r} is not known ({', '.join(test.units)})")
    return known[plain_unit(unit)]


def _value(name: str, test: LabTest, value: Any, factor: float) -> float:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise AnswerError(f"labs.{name}.value {value!r} is no number") from None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise AnswerError(f"labs.{name}.value {value!r} is no number")
    converted = float(value) * factor
    low, high = test.plausible
    if not low <= converted <= high:
        raise AnswerError(f"labs.{name}.value {value!r} is not plausible in {test.unit}")
    return converted


def _day(name: str, value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        raise AnswerError(f"labs.{name}.taken_on {value!r} is no ISO date") from None
