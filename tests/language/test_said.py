"""What a patient said already is not asked again; silence is no "no"."""

from __future__ import annotations

from typing import Any

import pytest

from afterdose.language.said import said
from afterdose.language.symptoms import areas_named
from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols
from tests.language.tables import screen


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
    [
        ("38,5", 38.5),
        ("97 now but 103 last night", 39.4),
        ("was 101 now 99.5", 38.3),
        ("102 earlier today", 38.9),
        ("39 anoche", 39.0),
        ("38'5", 38.5),
        ("37º9", 37.9),
        ("101 2 hours ago temp", 38.3),
        ("temp is 39", 39.0),
        ("fever of 102", 38.9),
        ("tengo fiebre de 39", 39.0),
    ],
)
def test_temperatures_said_unasked(text: str, celsius: float) -> None:
    language = "es" if "fiebre" in text else "en"
    assert answers(text, "fever", language)["F1"] == {"celsius": celsius}


@pytest.mark.parametrize(
    "text",
    [
        "took 40 mg",
        "my mom is 41",
        "38 pills left",
        "pulse 105",
        "pulse was 105 last night",
        "took 40 last night",
        "my mom was 40 years old",
        "bp 105 now",
        "40 minutes earlier",
        "100 something last night",
    ],
)
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


def names(text: str, language: str = "en") -> set[str]:
    return {f.name for f in screen(text, language).findings if f.status == "present"}


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("fever for 4 days now", "en", "fever.over_3_days"),
        ("had a fever for five days", "en", "fever.over_3_days"),
        ("I've had this fever for a week", "en", "fever.over_3_days"),
        ("fever for over three days", "en", "fever.over_3_days"),
        ("two weeks of fever", "en", "fever.over_3_days"),
        ("llevo cinco días con fiebre", "es", "fever.over_3_days"),
        ("tengo fiebre hace una semana", "es", "fever.over_3_days"),
        ("coughing for three weeks", "en", "fever.cough_over_3_weeks"),
        ("this cough has lasted 5 weeks", "en", "fever.cough_over_3_weeks"),
        ("been coughing for two months", "en", "fever.cough_over_3_weeks"),
        ("tos desde hace un mes", "es", "fever.cough_over_3_weeks"),
        ("cuatro semanas con tos", "es", "fever.cough_over_3_weeks"),
        ("ate soft cheese and now I feel ill", "en", "fever.risky_food"),
        ("we had deli meat at a picnic", "en", "fever.risky_food"),
        ("comí queso fresco", "es", "fever.risky_food"),
        ("tomé leche cruda", "es", "fever.risky_food"),
        ("I missed my antiviral pills", "en", "fever.missed_antiviral"),
        ("ran out of acyclovir", "en", "fever.missed_antiviral"),
        ("olvidé mis pastillas antivirales", "es", "fever.missed_antiviral"),
        ("se me acabó el aciclovir", "es", "fever.missed_antiviral"),
    ],
)
def test_what_the_rules_of_fever_ask_can_be_said(text: str, language: str, name: str) -> None:
    assert name in names(text, language)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("fever for 2 days", "fever.over_3_days"),
        ("fever and a cough", "fever.over_3_days"),
        ("coughing for 2 weeks", "fever.cough_over_3_weeks"),
        ("coughing for a week", "fever.cough_over_3_weeks"),
        ("took my antiviral", "fever.missed_antiviral"),
    ],
)
def test_a_shorter_time_is_no_long_one(text: str, name: str) -> None:
    assert name not in names(text)


@pytest.mark.parametrize(
    "text", ["36.8 C", "97.9", "97.9 F", "temp 98.6", "my temperature is 37.4", "37,2 grados"]
)
def test_a_normal_temperature_names_no_fever(text: str) -> None:
    assert areas_named(text) == []


@pytest.mark.parametrize(
    "text", ["37.5 C", "99.5 F", "temp 100.8", "my temperature was 36.9 now 38.1", "38,5 grados"]
)
def test_a_raised_temperature_names_fever(text: str) -> None:
    assert areas_named(text) == ["fever"]
