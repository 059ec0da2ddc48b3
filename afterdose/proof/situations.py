"""An assignment of the solver as the input of the engine, and in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import z3

from afterdose.proof.inputs import AMOUNTS, DEGREES, LABS, Amount, Answer, Inputs
from afterdose.triage.given import NOT_SURE, SILENT
from afterdose.triage.situation import DAY

TODAY = date(2026, 1, 1)
IMPOSSIBLE = 70.0  # degrees in neither unit


@dataclass
class Situation:
    """One case as ``decide`` takes it."""

    areas: list[str]
    answers: dict[str, Any]
    context: dict[str, Any] = field(default_factory=dict)

    def in_words(self) -> str:
        """Return what was answered and known, for a message to a person."""
        told = [f"{name} = {_plain(value)}" for name, value in self.answers.items()]
        known = [
            f"{k} = {_plain(v)}" for k, v in self.context.items() if k not in ("today", "labs")
        ]
        for test, lab in self.context.get("labs", {}).items():
            age = (TODAY - date.fromisoformat(lab["taken_on"])).days
            known.append(f"{test} {lab['value']:g} {age} days ago")
            if "baseline" in lab:
                known[-1] += f" (before: {lab['baseline']:g})"
        areas = "areas " + ", ".join(self.areas) if self.areas else "no area"
        return "; ".join([areas, ", ".join(told) or "nothing answered", ", ".join(known)])


def situation(inputs: Inputs, model: z3.ModelRef, second: Answer | None = None) -> Situation:
    """Return the case that an assignment stands for; ``second`` takes the place of its answer."""

    def true(flag: Any) -> bool:
        return flag if isinstance(flag, bool) else z3.is_true(model.eval(flag))

    def number(amount: Amount) -> float:
        return _integer(model, amount.variable) / amount.parts

    answers: dict[str, Any] = {}
    for name, one in inputs.answers.items():
        value = _answer(second if second and second.question.id == name else one, true, number)
        if value is not None:
            answers[name] = value
    answers |= {name: True for name, there in inputs.findings.items() if true(there)}
    context: dict[str, Any] = {"today": TODAY.isoformat(), DAY: _integer(model, inputs.day)}
    context |= {name: True for name, flag in inputs.flags.items() if true(flag)}
    for name, count in inputs.counts.items():
        key = inputs.ps.context[name]
        if true(count.given) and number(count) != key.default:
            context[name] = int(number(count))
    for name, options in inputs.texts.items():
        chosen = next(o for o, flag in options.items() if true(flag))
        if chosen != inputs.ps.context[name].default:
            context[name] = chosen
    labs = {}
    for name, lab in inputs.labs.items():
        if true(lab.done):
            taken_on = TODAY - timedelta(days=_integer(model, lab.age))
            labs[name] = {"value": number(lab.value), "taken_on": taken_on.isoformat()}
            if true(lab.baseline.given):
                labs[name]["baseline"] = number(lab.baseline)
    if labs:
        context["labs"] = labs
    return Situation([a for a, there in inputs.areas.items() if true(there)], answers, context)


def _integer(model: z3.ModelRef, variable: Any) -> int:
    return int(model.eval(variable, model_completion=True).as_long())


def _answer(one: Answer, true: Any, number: Any) -> Any:
    if true(one.not_sure):
        return NOT_SURE
    if true(one.silent):
        return SILENT
    if one.unclear is not None and true(one.unclear):
        return IMPOSSIBLE
    if one.amount is not None and true(one.amount.given):
        return number(one.amount)
    if one.free is not None and true(one.free):
        return "x"
    chosen = [name for name, flag in one.options.items() if true(flag)]
    if not chosen:
        return None
    return chosen if one.question.answer == "multi" else chosen[0]


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return " and ".join(value)
    if isinstance(value, float):
        return f"{value:g}"
    if value is True:
        return "yes"
    return "not sure" if value == NOT_SURE else str(value)


__all__ = ["AMOUNTS", "DEGREES", "LABS", "TODAY", "Situation", "situation"]
