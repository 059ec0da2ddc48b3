"""An answer is read in the light of the question: its words, findings, unit and options."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from afterdose.language.answers import understand

BLEEDING = SimpleNamespace(
    id="B1",
    answer="yes_no",
    red_flag=True,
    options=(),
    words={"en": ("soaked through",), "es": ()},
    findings=("bleeding.uncontrolled", "breathing.chest_pain"),
    examples={"en": "YES, NO or NOT SURE"},
)
HOURS = SimpleNamespace(
    id="I1",
    answer="duration",
    red_flag=False,
    options=(),
    words={},
    findings=(),
    examples={"en": "20 hours", "es": "20 horas"},
)
MIXED = SimpleNamespace(**{**vars(HOURS), "examples": {"en": "5 days, 3 weeks"}})
URINE = SimpleNamespace(
    id="K2",
    answer="choice",
    red_flag=True,
    words={},
    findings=(),
    examples={},
    options=(
        SimpleNamespace(id="normal", label={"en": "normal"}, words={}, findings=()),
        SimpleNamespace(id="much_less", label={"en": "much less"}, words={}, findings=()),
        SimpleNamespace(
            id="no_urine", label={"en": "none"}, words={}, findings=("fever.no_urine",)
        ),
    ),
)


def answer(text: str, question: Any, language: str = "en") -> Any:
    return understand(text, question.answer, question.options, language, question=question)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it hasn't stopped", True),
        ("soaked through the towel", True),
        ("still pouring", True),
        ("no but my chest hurts", True),
        ("no pain in my chest", False),
        ("no", False),
        ("normal", False),
        ("same as always", False),
    ],
)
def test_what_was_asked_may_be_told_in_its_own_words(text: str, expected: bool) -> None:
    assert answer(text, BLEEDING).value is expected


@pytest.mark.parametrize("text", ["ok", "not normal", "normal until noon", "banana"])
def test_what_only_sounds_well_is_asked_again(text: str) -> None:
    assert answer(text, BLEEDING).unclear


def test_without_the_question_its_words_are_unclear() -> None:
    assert understand("it hasn't stopped", "yes_no").unclear


def test_a_bare_number_counts_in_the_unit_of_the_example() -> None:
    assert answer("5", HOURS).value == {"hours": 5}
    assert answer("5", HOURS, "es").value == {"hours": 5}
    assert answer("5", MIXED).unclear
    assert answer("5 days", MIXED).value == {"hours": 120}


def test_an_option_is_told_by_its_findings() -> None:
    assert answer("i havent peed since yesterday", URINE).value == "no_urine"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("normal", "normal"), ("much less than normal", "much_less"), ("the last one", "no_urine")],
)
def test_what_an_option_is_compared_with_is_not_picked(text: str, expected: str) -> None:
    assert answer(text, URINE).value == expected


def test_options_given_apart_take_the_words_of_the_question() -> None:
    given = [{"id": one.id, "label": {"en": one.id}} for one in URINE.options]
    told = understand("havent peed since yesterday", "choice", given, question=URINE)
    assert told.value == "no_urine"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la izquierda", "left"),
        ("las dos", "both"),
        ("R", "right"),
        ("the left one", "left"),
        ("b", None),
    ],
)
def test_sides_are_picked_by_stem_initial_and_both(text: str, expected: str | None) -> None:
    sides = [
        {"id": "left", "label": {"en": "left", "es": "izquierdo"}},
        {"id": "right", "label": {"en": "right", "es": "derecho"}},
        {"id": "both", "label": {"en": "both", "es": "los dos"}},
    ]
    assert understand(text, "choice", sides).value == expected
