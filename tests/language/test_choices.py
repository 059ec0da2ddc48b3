"""Patients answer the questions of the protocols in their own words, and add when it began."""

from __future__ import annotations

from typing import Any

import pytest

from afterdose.language.answers import understand
from afterdose.settings import ROOT
from afterdose.triage.given import Given
from afterdose.triage.load import load_protocols


@pytest.fixture(scope="module")
def protocols() -> Any:
    return load_protocols(ROOT / "data" / "protocols")


@pytest.fixture(scope="module")
def questions(protocols: Any) -> Any:
    return protocols.questions


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "text",
    [
        *("yes", "no", "none", "all", "not sure", "0", "1", "9", "99", "ok", "?", "no.", "nothing"),
        *("all of them", "none of them", "both", "nada", "ninguno", "todos", "no se", "", "."),
    ],
)
def test_every_answer_to_every_question_is_taken_or_asked_again(
    protocols: Any, text: str, language: str
) -> None:
    for asked in protocols.questions.values():
        answer = understand(text, asked.answer, asked.options, language)
        if answer.unclear:
            assert answer.value is None
        else:
            assert answer.value != []
            Given(protocols, {asked.id: answer.value})


@pytest.mark.parametrize("text", ["no", "none", "nope", "nothing", "0", "ninguno"])
def test_none_is_asked_again_where_no_option_stands_for_it(text: str) -> None:
    for kind in ("multi", "choice"):
        assert understand(text, kind, ["hot", "cold"]).unclear


@pytest.mark.parametrize(
    ("question", "text", "language", "expected"),
    [
        ("F4", "runny nose", "en", ["cold"]),
        ("F4", "stuffy nose", "en", ["cold"]),
        ("F4", "runny nose", "es", ["cold"]),
        ("F4", "my nose", "en", None),
        ("B4", "nosebleeds", "en", ["nose_repeated"]),
        ("B4", "nose", "es", "not_sure"),
        ("B4", "la verdad nose", "es", "not_sure"),
        ("B4", "no se", "en", "not_sure"),
        ("B4", "7 since monday", "en", ["small_bruise_after_injury"]),
        ("B4", "1 and 4 since yesterday", "en", ["dots", "gum"]),
        ("B4", "1 and 4, since yesterday", "en", ["dots", "gum"]),
        ("B4", "1 for 3 days", "en", ["dots"]),
        ("B4", "3 days", "en", None),
        ("B4", "none since monday", "en", ["none"]),
        ("B4", "1 y 4 desde ayer", "es", ["dots", "gum"]),
        ("B4", "7 desde el lunes", "es", ["small_bruise_after_injury"]),
        ("B4", "8 desde hace 3 dias", "es", ["none"]),
        ("F4", "chest pain", "en", None),
        ("F4", "head pain", "en", None),
        ("F4", "belly pain", "en", ["belly"]),
        ("F4", "dolor de pecho", "es", None),
        ("F4", "dolor de barriga", "es", ["belly"]),
        ("B7", "4, since yesterday", "en", ["spreading"]),
    ],
)
def test_options_of_the_protocols(
    questions: Any, question: str, text: str, language: str, expected: Any
) -> None:
    asked = questions[question]
    assert understand(text, asked.answer, asked.options, language).value == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("NOT HOT", "en", "not_hot"),
        ("no thermometer, not hot", "en", "not_hot"),
        ("don't feel hot", "en", "not_hot"),
        ("no thermometer, dont feel feverish", "en", "not_hot"),
        ("normal", "en", "not_hot"),
        ("my temp is normal", "en", "not_hot"),
        ("NORMAL", "es", "not_hot"),
        ("no siento calor", "es", "not_hot"),
        ("98.6, normal", "en", {"celsius": 37.0}),
        ("HOT", "en", {"celsius": 38.3}),
        ("shivery", "en", {"celsius": 38.3}),
        ("CALIENTE", "es", {"celsius": 38.3}),
        ("not hot but shivery", "en", None),
        ("no chills", "en", None),
    ],
)
def test_a_temperature_without_a_thermometer(
    questions: Any, text: str, language: str, expected: Any
) -> None:
    asked = questions["F1"]
    assert understand(text, "temperature", asked.options, language).value == expected


def test_what_hot_counts_as_is_said_by_the_option() -> None:
    options = [{"id": "hot", "label": "HOT", "counts_as": 38.7}, {"id": "not_hot"}]
    assert understand("burning up", "temperature", options).value == {"celsius": 38.7}
