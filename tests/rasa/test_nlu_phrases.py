"""The training phrases: enough of them, in both languages, and each said by somebody else."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from afterdose.rasa.clauses import clauses
from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import ProtocolSet

NAMED = ("bleeding", "palpitations", "urine", "fever", "neuro")
ENOUGH = {True: {"en": 60, "es": 30}, False: {"en": 30, "es": 15}}

# Of all different words of two phrases, the share that both have.
ALIKE = 0.7


@pytest.fixture(scope="module")
def protocols() -> ProtocolSet:
    return load_protocols(ROOT / "data" / "protocols")


def words(phrase: str) -> list[str]:
    return re.findall(r"\w+", phrase.lower().replace("'", ""))


def alike(one: str, other: str) -> float:
    first, second = set(words(one)), set(words(other))
    return len(first & second) / len(first | second)


def one_word_apart(one: str, other: str) -> bool:
    first, second = words(one), words(other)
    if len(first) != len(second) or len(first) < 5:
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) <= 1


def test_every_area_has_enough_phrases_in_each_language(protocols):
    short = [
        f"{area}.{language}: {len(protocol.triggers.get(language, ()))} of {least}"
        for area, protocol in protocols.areas.items()
        for language, least in ENOUGH[area in NAMED].items()
        if len(protocol.triggers.get(language, ())) < least
    ]
    assert short == []


def test_no_phrase_is_another_one_with_a_word_replaced(protocols):
    phrases = {
        (language, phrase)
        for protocol in protocols.areas.values()
        for language, told in protocol.triggers.items()
        for phrase in told
    }
    twins = [
        (one, other)
        for (language, one), (its, other) in combinations(sorted(phrases), 2)
        if language == its and (alike(one, other) >= ALIKE or one_word_apart(one, other))
    ]
    assert twins == []


def test_the_measure_sees_a_replaced_word_and_a_changed_order():
    assert one_word_apart("there is blood in my stool", "there is blood in my urine")
    assert alike("my left foot drags today", "today my left foot drags") >= ALIKE
    assert alike("my nose keeps bleeding", "bruises all over my legs") < ALIKE


def test_no_phrase_stands_in_two_areas(protocols):
    homes: dict[str, set[str]] = {}
    for area, protocol in protocols.areas.items():
        for told in protocol.triggers.values():
            for phrase in told:
                homes.setdefault(" ".join(words(phrase)), set()).add(area)
    assert {phrase: areas for phrase, areas in homes.items() if len(areas) > 1} == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "fever since noon, and my pee looks like coke",
            ["fever since noon", "my pee looks like coke"],
        ),
        (
            "tengo fiebre alta y también me duele la cabeza",
            ["tengo fiebre alta", "me duele la cabeza"],
        ),
        ("my gums bleed", []),
        ("tired, hot, achy", []),
        ("", []),
        ("38.2 flushed itchy arms", []),
        ("since 10:30 my arm is numb", []),
        ("so tired. my heart races at night.", ["my heart races at night"]),
    ],
)
def test_a_text_is_cut_into_its_clauses(text, told):
    assert clauses(text) == told
