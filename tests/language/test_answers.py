"""Patients answer in their own words; the answer is understood or asked again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from afterdose.language.answers import understand

SUNDAY_AT_TEN = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("America/New_York"))
OPTIONS = [
    SimpleNamespace(
        id="dots",
        label={"en": "tiny dots", "es": "puntitos"},
        words={"en": ("red dots", "petechiae"), "es": ("puntos",)},
    ),
    SimpleNamespace(
        id="large_bruise",
        label={"en": "large bruise, no cause", "es": "moretón grande sin causa"},
        words={},
    ),
    SimpleNamespace(id="gum", label={"en": "bleeding gums", "es": "encías que sangran"}, words={}),
    SimpleNamespace(id="none", label={"en": "none", "es": "nada"}, words={"en": ("none",)}),
]
WRAPPED = {"temperature": "celsius", "duration": "hours"}


class _Loader(yaml.SafeLoader):
    """Keys may be lists: the value that several options give."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        pairs = [
            (self.construct_object(k, True), self.construct_object(v, True)) for k, v in node.value
        ]
        return {tuple(k) if isinstance(k, list) else k: v for k, v in pairs}


def scenarios() -> list[Any]:
    path = Path(__file__).with_name("answers.yml")
    table = yaml.load(path.read_text("utf-8"), Loader=_Loader)
    return [
        pytest.param(kind, language, expected, text, id=f"{kind}-{language}-{text}")
        for kind, languages in table.items()
        for language, values in languages.items()
        for expected, texts in values.items()
        for text in texts
    ]


@pytest.mark.parametrize(("kind", "language", "expected", "text"), scenarios())
def test_patient_answers(kind: str, language: str, expected: Any, text: str) -> None:
    answer = understand(text, kind, OPTIONS, language, SUNDAY_AT_TEN)
    if expected == "unclear":
        assert answer.unclear and answer.value is None
        return
    if isinstance(expected, tuple):
        expected = list(expected)
    if kind in WRAPPED and expected != "not_sure":
        expected = {WRAPPED[kind]: pytest.approx(expected, abs=0.06)}
    assert not answer.unclear
    assert answer.value == expected


def test_plain_string_options_give_the_option_itself() -> None:
    assert understand("the red one", "choice", ["normal", "red", "cloudy"]).value == "red"
    assert understand("2", "choice", ["normal", "red", "cloudy"]).value == "red"


def test_free_text_is_kept_and_an_empty_one_is_asked_again() -> None:
    assert understand("  since the drip ", "text").value == "since the drip"
    assert understand("   ", "text").unclear


def test_without_the_patients_clock_a_weekday_is_unclear() -> None:
    assert understand("since tuesday", "duration").unclear


def test_an_unknown_answer_type_is_refused() -> None:
    with pytest.raises(ValueError, match="answer_type"):
        understand("yes", "guess")
