"""What a text says in answer to a question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from afterdose.language.asked import (
    OpenQuestion,
    as_told,
    as_usual,
    asks_meaning,
    denied,
    reported,
)
from afterdose.language.choice import Choice, as_choices
from afterdose.language.dates import date
from afterdose.language.durations import duration, only_unit
from afterdose.language.each import left_over
from afterdose.language.number_words import HOURS
from afterdose.language.picked import picked_options
from afterdose.language.plain_numbers import number
from afterdose.language.temperatures import temperature
from afterdose.language.told import besides, told
from afterdose.language.told_words import by_time, is_well
from afterdose.language.whole_texts import refuses
from afterdose.language.yes_no import yes_no

_DOTS = re.compile(r"…|\.+")
_FEWEST_GASPS, _LONGEST_GASP = 3, 2
ANSWER_TYPES = (
    "yes_no",
    "choice",
    "multi",
    "temperature",
    "number",
    "duration",
    "date",
    "text",
)


@dataclass(frozen=True)
class Understanding:
    """The value of an answer; unclear means that it has to be asked again.

    `value`: True, False or "not_sure", an option's id, a list of ids (multi),
    {"celsius": x}, a number, {"hours": x}, an ISO date, or the text itself.
    """

    value: Any
    unclear: bool


UNCLEAR = Understanding(None, True)
NOT_SURE = Understanding("not_sure", False)


def understand(
    text: str,
    answer_type: str,
    options: Iterable[Any] = (),
    language: str = "en",
    now: datetime | None = None,
    question: OpenQuestion | None = None,
) -> Understanding:
    """Read an answer of a type; what is ambiguous is unclear, never guessed downward.

    `now` is the patient's local time, for durations and dates. `question` is the question that
    was asked, if it is known: what it asks for may be told in its own words ("my face is
    droopy"). Raises ValueError for an unknown answer type.
    """
    if answer_type not in ANSWER_TYPES:
        raise ValueError(f"answer_type is one of {', '.join(ANSWER_TYPES)}, not {answer_type!r}")
    if answer_type == "text":
        return _of(text.strip() or None)
    if asks_meaning(text, language):
        return UNCLEAR
    if answer_type == "yes_no":
        return _of(_yes_no(text, language, question))
    choices = as_told(as_choices(options), question)
    value = _value(text, answer_type, choices, language, now, question)
    if value is not None:
        return _of(value)
    return NOT_SURE if _unsure(text, language) else UNCLEAR


def _yes_no(text: str, language: str, question: OpenQuestion | None) -> Any:
    if question is None:
        return yes_no(text, language)
    rest = left_over(text, language)
    if rest is not None:
        # "no to the chest, no to the fainting, thanks": what is left may still report it.
        told_rest = told(rest, question.id, language) is True
        return told_rest or reported(rest, question, language, denied=True)
    well = is_well(question.id)
    value = yes_no(text, language, well=well)
    own = told(text, question.id, language)
    if own is not None and value is not None and value is not own:
        # The "ni uno" of "ni uno me he saltado" and "I forget a lot" are no answers of their own.
        rest = besides(text, question.id, language)
        plain = any(len(word) > 1 for word in rest.split())
        value = yes_no(rest, language, well=well) if plain else None
    if value is True:
        # "yes, it stopped" answers both ways, "I am safe but the pills are here" the worse one.
        return (False if well else None) if own is False else True
    if value == "not_sure":
        return value
    # "no but i nearly fainted" reports what was asked; the worse reading counts.
    if own is True and well and value is False:
        return None
    if own is False and value is None and not question.red_flag:
        return False
    bare = value is False or refuses(text, language)
    if own is True or reported(text, question, language, denied=bare):
        return True
    if value is None and own is None and denied(text, question, language):
        return False
    if value is None and own is None:
        own = _gasped(text, question, language, well=well)
    if value is None and own is None:
        own = _by_time(text, language, question)
    if value is None and own is None and as_usual(text, question, language):
        return False
    return own if value is None else value


def _gasped(text: str, question: OpenQuestion, language: str, *, well: bool) -> bool | None:
    """Read words that dots part ("ni… dos… palabras") as one text, if it reports the danger."""
    parts = [part.split() for part in _DOTS.split(text) if part.strip()]
    if len(parts) < _FEWEST_GASPS or max(map(len, parts)) > _LONGEST_GASP:
        return None
    own = told(" ".join(" ".join(part) for part in parts), question.id, language)
    return own if own is not None and own is not well else None


def _by_time(text: str, language: str, question: OpenQuestion) -> bool | None:
    hours = duration(text, language)
    return None if hours is None else by_time(question.id, hours)


def _value(
    text: str,
    answer_type: str,
    options: tuple[Choice, ...],
    language: str,
    now: datetime | None,
    question: OpenQuestion | None,
) -> Any:
    if answer_type in ("choice", "multi"):
        picked = picked_options(text, answer_type, options, language, now, question)
        if answer_type == "multi":
            return picked or None
        return picked[0] if len(picked) == 1 else None
    if answer_type == "temperature":
        value = temperature(text, language, options)
        return {"celsius": value} if isinstance(value, float) else value
    example = dict(question.examples).get(language, "") if question is not None else ""
    if answer_type == "number":
        value = number(text, language, pills=" mg" in example)
        unit = only_unit(example)
        # "How many hours?" asks for a number, and "3 and a half hours" tells it.
        hours = duration(text, language, now) if value is None and unit else None
        return value if hours is None or unit is None else hours / HOURS[unit]
    if answer_type == "duration":
        hours = duration(text, language, now, only_unit(example))
        return None if hours is None else {"hours": hours}
    return date(text, language, now)


def _of(value: Any) -> Understanding:
    return UNCLEAR if value is None else Understanding(value, False)


def _unsure(text: str, language: str) -> bool:
    return yes_no(text, language) == "not_sure"
