"""Answers as they are handed in, checked and brought into one form."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from afterdose.triage.errors import AnswerError
from afterdose.triage.schema import NONE, ProtocolSet, Question

NOT_SURE = "not_sure"
SILENT = "silent"
UNCLEAR = "unclear"  # a number that cannot be a body temperature
_WORST = (NOT_SURE, SILENT)
_YES_NO = {True: "yes", False: "no", "yes": "yes", "no": "no"}
_PRESENT = {True: True, False: False, "yes": True, "no": False, NOT_SURE: True, SILENT: True}


class Given:
    """What was answered: by question id, and the named findings that are present."""

    def __init__(self, ps: ProtocolSet, answers: Mapping[str, Any]) -> None:
        """Check every answer; raises AnswerError that names the key."""
        self.answers: dict[str, Any] = {}
        self.findings: dict[str, bool] = {}
        for key, value in answers.items():
            if key in ps.questions:
                self.answers[key] = _answer(ps, ps.questions[key], value)
            elif key in ps.findings:
                self.findings[key] = _present(key, value)
            else:
                raise AnswerError(f"{key} is neither a question nor a named finding")


def _present(name: str, value: Any) -> bool:
    if not isinstance(value, (bool, str)) or value not in _PRESENT:
        raise AnswerError(f"{name} is true or false, not {value!r}")
    return _PRESENT[value]


def _answer(ps: ProtocolSet, question: Question, value: Any) -> Any:
    if isinstance(value, str) and value in _WORST:
        return value
    read = {
        "yes_no": _yes_no,
        "choice": _choice,
        "multi": _multi,
        "duration": _duration,
        "number": _number,
    }.get(question.answer)
    if read:
        return read(question, value)
    if question.answer == "temperature":
        return _temperature(ps, question, value)
    if not isinstance(value, str):
        raise AnswerError(f"{question.id} is a {question.answer} written as text, not {value!r}")
    return value


def _yes_no(question: Question, value: Any) -> str:
    if not isinstance(value, (bool, str)) or value not in _YES_NO:
        raise AnswerError(f"{question.id} is yes, no, {NOT_SURE} or {SILENT}, not {value!r}")
    return _YES_NO[value]


def _choice(question: Question, value: Any) -> str:
    ids = [option.id for option in question.options]
    if isinstance(value, bool):
        value = _YES_NO[value]
    if not isinstance(value, str) or value not in ids:
        raise AnswerError(f"{question.id} has no option {value!r} ({', '.join(ids)})")
    return value


def _multi(question: Question, value: Any) -> list[str]:
    listed = value if isinstance(value, (list, tuple)) else [value]
    chosen = [_choice(question, item) for item in listed]
    if not chosen:
        raise AnswerError(f"{question.id} is an empty list; nothing of it is ['{NONE}']")
    # "None" beside something else contradicts itself: the worse one is kept.
    return [c for c in dict.fromkeys(chosen) if c != NONE] or [NONE]


def _number(question: Question, value: Any) -> float | str:
    if isinstance(value, str) and question.options:
        return _choice(question, value)
    return _amount(question, value)


def _amount(question: Question, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise AnswerError(f"{question.id} is a number, not {value!r}")
    return float(value)


def _duration(question: Question, value: Any) -> float:
    return _amount(question, value.get("hours") if isinstance(value, dict) else value)


def _temperature(ps: ProtocolSet, question: Question, value: Any) -> float | str:
    """Return degrees Celsius, an option, or UNCLEAR for an impossible number."""
    if isinstance(value, str):
        return _choice(question, value)
    units = ["celsius", "fahrenheit"]
    if isinstance(value, dict):
        if len(value) != 1 or next(iter(value)) not in units:
            raise AnswerError(f"{question.id} is a number or {{'celsius': number}}, not {value!r}")
        units = list(value)
        value = value[units[0]]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise AnswerError(f"{question.id} is a temperature, not {value!r}")
    for unit in units:
        low, high = getattr(ps.temperature, unit)
        if low <= value <= high:
            degrees = value if unit == "celsius" else (value - 32) / 1.8
            return round(float(degrees), 2)
    return UNCLEAR
