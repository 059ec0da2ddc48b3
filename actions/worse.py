"""Which of two answers to one question is the worse one."""

from __future__ import annotations

from math import inf
from typing import Any

from afterdose.triage.schema import NONE, Question


def worse_of(question: Question, new: Any, before: Any) -> Any:
    """Return the worse answer; a multiple choice keeps everything that was ever named.

    A question without an order (a duration, a date, a text) takes the new answer. Example: "no"
    then "yes" to a red flag gives yes; "yes" then "no" gives yes too.
    """
    if isinstance(new, list) and isinstance(before, list):
        named = list(dict.fromkeys([*before, *new]))
        return [option for option in named if option != NONE] or named
    if "not_sure" in (new, before):
        if question.red_flag:
            return "not_sure"  # it counts as yes, and nobody takes that back but a clinician
        return before if new == "not_sure" else new
    new_rank, rank = badness(question, new), badness(question, before)
    if new_rank is None or rank is None:
        return new
    return new if new_rank > rank else before


def badness(question: Question, value: Any) -> float | None:
    """Rank an answer, higher is worse; None when the question has no order for it."""
    if question.answer == "temperature":
        return degrees(question, value)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    order = question.best_to_worst or (("no", "yes") if question.answer == "yes_no" else ())
    return float(order.index(value)) if value in order else None


def degrees(question: Question, value: Any) -> float | None:
    """Return a temperature in Celsius; a word such as "hot" as what the protocol counts it.

    A word that counts as no number ("not hot") is better than any number: it takes none back.
    """
    if isinstance(value, dict):
        value = value.get("celsius", value.get("fahrenheit"))
    if isinstance(value, str):
        option = next((o for o in question.options if o.id == value), None)
        if option is None:
            return None
        return -inf if option.counts_as is None else option.counts_as
    return float(value) if value < 60 else (float(value) - 32) / 1.8  # 60: no body has it in C
