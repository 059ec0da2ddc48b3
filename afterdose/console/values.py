"""Answers in words: yes, 38.5 °C (101.3 °F), the label of a choice."""

from __future__ import annotations

from typing import Any

from afterdose.console.pages import Words


def value_words(value: Any, question: Any, words: Words) -> str:
    """Write the value of an answer as a reader would say it."""
    if isinstance(value, list):
        return ", ".join(value_words(item, question, words) for item in value) or "–"
    if isinstance(value, bool):
        return words("value.yes" if value else "value.no")
    if isinstance(value, dict):
        return _measure(value, words)
    if isinstance(value, (int, float)):
        if question is not None and question.answer == "temperature":
            return _measure({"celsius": value}, words)
        return f"{value:g}"
    return _label(str(value), question, words)


def _label(value: str, question: Any, words: Words) -> str:
    for option in question.options if question is not None else ():
        if option.id == value:
            label: dict[str, str] = option.label
            return label.get(words.language) or label.get("en") or value
    return words.coded("value", value)


def _measure(value: dict[str, Any], words: Words) -> str:
    if isinstance(value.get("celsius"), (int, float)):
        celsius = float(value["celsius"])
        return f"{celsius:.1f} °C ({celsius * 9 / 5 + 32:.1f} °F)"
    if isinstance(value.get("hours"), (int, float)):
        return words("value.hours", hours=f"{value['hours']:g}")
    return ", ".join(f"{name}: {part}" for name, part in value.items())
