"""What a patient said already is not asked again; silence is no "no"."""

from __future__ import annotations

from typing import Any

import pytest

from afterdose.language.said import said
from afterdose.language.symptoms import areas_named
from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols


def answers(text: str, area: str, language: str = "en") -> dict[str, Any]:
    protocols = load_protocols(ROOT / "data" / "protocols")
    questions = [q for q in protocols.questions.values() if q.area == area]
    return said(text, questions, language)


def test_dots_answer_the_question_which_bleeding() -> None:
    assert answers("got little red dots on my shins, feel fine", "bleeding")["B4"] == ["dots"]


def test_what_is_denied_is_not_taken_as_said() -> None:
    assert "B4" not in answers("no red dots", "bleeding")


def test_a_no_is_never_taken_unasked() -> None:
    assert "B1" not in answers("no heavy bleeding, no clots", "bleeding")


def test_temperature_and_medicine_in_one_text() -> None:
    said_already = answers("101.2 F sore all over took tylenol 2h ago", "fever")
    assert said_already["F1"] == {"celsius": 38.4}
    assert said_already["F5"] is True


@pytest.mark.parametrize(
    ("text", "celsius"),
    [("38,5", 38.5), ("temp is 39", 39.0), ("fever of 102", 38.9), ("tengo fiebre de 39", 39.0)],
)
def test_temperatures_said_unasked(text: str, celsius: float) -> None:
    language = "es" if "fiebre" in text else "en"
    assert answers(text, "fever", language)["F1"] == {"celsius": celsius}


@pytest.mark.parametrize("text", ["took 40 mg", "my mom is 41", "38 pills left", "pulse 105"])
def test_a_bare_number_is_no_temperature(text: str) -> None:
    assert "F1" not in answers(text, "fever")


@pytest.mark.parametrize(
    ("text", "language", "areas"),
    [
        ("fever and red dots", "en", ["fever", "bleeding"]),
        ("pee looks like coke and my heart is racing", "en", ["urine", "palpitations"]),
        ("me sangran las encías y tengo fiebre", "es", ["bleeding", "fever"]),
        ("no fever", "en", []),
        ("thanks", "en", []),
    ],
)
def test_areas_that_a_text_names(text: str, language: str, areas: list[str]) -> None:
    assert areas_named(text, language) == areas
