"""What a text says in answer to a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from afterdose.language.asked import (
    OpenQuestion,
    as_told,
    as_usual,
    asks_meaning,
    reported,
    told_options,
)
from afterdose.language.choice import Choice, as_choices
from afterdose.language.choices import NONE, chosen
from afterdose.language.dates import date
from afterdose.language.durations import duration, only_unit
from afterdose.language.lasting import has_lengths, lasting
from afterdose.language.phrases import languages, phrases, tokens_of, unsure_kinds
from afterdose.language.plain_choices import plainly, refused
from afterdose.language.plain_numbers import number
from afterdose.language.temperatures import temperature
from afterdose.language.told import by_time, is_well, told
from afterdose.language.yes_no import denies_each, yes_no

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
    well = is_well(question.id)
    value = yes_no(text, language, well=well)
    own = told(text, question.id, language)
    if value is True:
        # "yes, it stopped" answers both ways.
        return None if own is False else True
    if value == "not_sure" or (value is False and denies_each(text, language)):
        return value
    # "no but i nearly fainted" reports what was asked; the worse reading counts.
    if own is True and well and value is False:
        return None
    if own is False and value is None and not question.red_flag:
        return False
    if own is True or reported(text, question, language, denied=value is False):
        return True
    if value is None and own is None:
        own = _by_time(text, language, question)
    if value is None and own is None and as_usual(text, question, language):
        return False
    return own if value is None else value


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
        picked = _options(text, answer_type, options, language, now, question)
        if answer_type == "multi":
            return picked or None
        return picked[0] if len(picked) == 1 else None
    if answer_type == "temperature":
        value = temperature(text, language, options)
        return {"celsius": value} if isinstance(value, float) else value
    if answer_type == "number":
        return number(text, language)
    if answer_type == "duration":
        example = dict(question.examples).get(language, "") if question is not None else ""
        hours = duration(text, language, now, only_unit(example))
        return None if hours is None else {"hours": hours}
    return date(text, language, now)


def _options(
    text: str,
    answer_type: str,
    options: tuple[Choice, ...],
    language: str,
    now: datetime | None,
    question: OpenQuestion | None,
) -> list[str]:
    told_ = told_options(text, options, language)
    if _plainly_unsure(text, language):
        return told_
    unwilling = refused(text, options, language)
    if unwilling is not None:
        return unwilling
    picked = chosen(text, options, language, question.id if question is not None else "") or []
    if answer_type == "choice" and has_lengths(options):
        picked = _by_length(text, picked, options, language, now)
    # "none, but my gums bleed" reports a bleeding; the worse reading counts.
    if not picked or (picked == [NONE] and answer_type == "multi"):
        picked = told_ or picked
    if answer_type == "multi" and picked and told_ and not any(c.isdigit() for c in text):
        return [c.id for c in options if c.id in {*picked, *told_} and c.id != NONE]
    return picked or plainly(text, options, language)


def _by_length(
    text: str,
    picked: list[str],
    options: tuple[Choice, ...],
    language: str,
    now: datetime | None,
) -> list[str]:
    """Take the time told for what it fits: of several options that the words pick the fitting."""
    if text.strip().strip(".#)").isdigit():
        return picked
    hours = duration(text, language, now)
    if hours is None:
        return picked
    fitting = lasting(hours, options)
    return [id_ for id_ in picked if id_ in fitting] or picked or fitting[:1]


def _of(value: Any) -> Understanding:
    return UNCLEAR if value is None else Understanding(value, False)


def _unsure(text: str, language: str) -> bool:
    return yes_no(text, language) == "not_sure"


def _plainly_unsure(text: str, language: str) -> bool:
    """Whether the text says "not sure" and no more, so that no option's words are in it."""
    if text.strip(" .!¿") and not text.strip(" .!¿?"):
        return True
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        plain = [t for t in tokens if t.kind != "mark"]
        found = phrases(words, plain, unsure_kinds(words, plain, language))
        if found and sum(p.end - p.first for p in found) >= len(plain) - 1:
            return True
    return False
