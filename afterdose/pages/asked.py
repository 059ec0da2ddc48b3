"""A question as a page shows it: wordings, possible answers, worst case, when asked."""

from __future__ import annotations

import msgspec

from afterdose.pages.book import Book
from afterdose.pages.condition import Conditions
from afterdose.pages.phrase import Phrase
from afterdose.pages.quantity import degrees, figure
from afterdose.triage.schema import CountsAs, Depends, Question


class Choice(msgspec.Struct, frozen=True):
    """A possible answer: its id, its label, what it counts as where a number is asked."""

    id: str
    label: str
    counts_as: str = ""


class Worst(msgspec.Struct, frozen=True):
    """What "not sure" or silence counts as; with ``when``, ``otherwise`` if it does not hold."""

    value: str
    when: Phrase | None = None
    otherwise: str = ""


class Asked(msgspec.Struct, frozen=True):
    """One row of the table of questions."""

    question: Question
    texts: tuple[tuple[str, int], ...]  # each text and how many SMS it takes
    simpler: str
    choices: tuple[Choice, ...]
    not_sure: Worst
    silent: Worst
    when: Phrase | None  # None: always
    findings: tuple[str, ...]  # meanings of the findings that mean yes


def asked(book: Book, conditions: Conditions, question: Question) -> Asked:
    """Return the row of one question in the language of the conditions."""
    language = conditions.words.language
    return Asked(
        question,
        tuple((text, book.sending.segments(text)) for text in question.texts(language)),
        question.simpler.get(language, ""),
        tuple(
            Choice(o.id, o.label[language], _number(question, o.counts_as))
            for o in question.options
        ),
        _worst(conditions, question, question.not_sure),
        _worst(conditions, question, question.silent),
        None if question.ask_when == "true" else conditions.phrase(question.ask_when),
        tuple(book.ps.findings[name] for name in question.findings),
    )


def _worst(conditions: Conditions, question: Question, value: CountsAs) -> Worst:
    if isinstance(value, Depends):
        return Worst(
            _counts(conditions, question, value.then),
            conditions.phrase(value.when),
            _counts(conditions, question, value.otherwise),
        )
    return Worst(_counts(conditions, question, value))


def _counts(conditions: Conditions, question: Question, value: object) -> str:
    words = conditions.words
    if question.answer == "temperature":
        shown = degrees(conditions.ps.temperature.unclear_counts_as)
    elif isinstance(value, (int, float)):
        shown = figure(value)
    elif isinstance(value, str) and words.known(f"counts.{value}"):
        shown = words(f"counts.{value}")
    else:
        listed = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
        known = [o.id for o in question.options]
        shown = conditions.say.labels(question, [v for v in listed if v in known])
    return words("counts_as", value=shown) if shown else words("counts_none")


def _number(question: Question, value: float | None) -> str:
    if value is None:
        return ""
    return degrees(value) if question.answer == "temperature" else figure(value)
