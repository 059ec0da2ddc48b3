"""The lexicon is the vocabulary of findings; a mistake in it is named exactly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from afterdose.language.concepts import LEVELS, LexiconError
from afterdose.language.lexicon import FOLDER, known_findings, lexicon
from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols
from tests.language.tables import screen

GATE = [
    "breathing.cannot_breathe",
    "breathing.chest_pain",
    "neuro.fainted",
    "neuro.face_droop",
    "neuro.one_sided_weakness",
    "neuro.speech",
    "neuro.seizure",
    "bleeding.uncontrolled",
    "infusion.throat_swelling",
    "mood.suicide",
]


@pytest.mark.parametrize("name", GATE)
def test_everything_the_gate_asks_is_an_emergency_by_its_words(name: str) -> None:
    assert known_findings()[name] == "emergency"


def test_every_finding_of_a_protocol_has_words() -> None:
    used = set(load_protocols(ROOT / "data" / "protocols").findings)
    assert used - set(known_findings()) == set()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_finding_has_words_in_both_languages(language: str) -> None:
    assert [c.name for c in lexicon(language).concepts if not c.patterns] == []


def test_levels_are_known() -> None:
    assert set(known_findings().values()) == set(LEVELS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "lexicon"
    shutil.copytree(FOLDER, copy)
    return copy


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("skin:\n  skin.x:\n    level: grave\n    en: spot\n", "extra.yml: skin.x needs a level"),
        ("skin:\n  skin.x:\n    level: none\n    fr: tache\n", "unknown key fr"),
        ("skin:\n  spot:\n    level: none\n    en: spot\n", "spot is not an area.name"),
        ("skin:\n  skin.x:\n    level: none\n    en: <nobody> hurts\n", "no word group <nobody>"),
        ("skin:\n  skin.x:\n    level: none\n    en: (a|B)\n", "'B'"),
        ("skin:\n  skin.x:\n    level: none\n    en: cant see\n", "write cannot"),
        ("skin: [", "extra.yml"),
        ("skin:\n  skin.x:\n    level: none\n    en: '[spot]'\n", "without any word"),
    ],
)
def test_a_mistake_names_file_and_place(folder: Path, entry: str, message: str) -> None:
    (folder / "extra.yml").write_text(entry, "utf-8")
    with pytest.raises(LexiconError) as error:
        lexicon("en", folder)
    assert message in str(error.value)


def test_a_common_word_is_not_taken_for_a_slip() -> None:
    # "brain" is one letter from "drain", "never" from "fever", "chose" from "close".
    for text in ("my plane was late", "i never said that", "what a lovely bridge"):
        assert screen(text, "en").findings == (), text


def test_patients_words_do_not_pile_up_in_spacys_memory() -> None:
    from afterdose.language.matching import finder

    screen("my chest xqzaavv hurts", "en")
    before = len(finder("en").vocab.strings)
    for n in range(50):
        screen(f"my chest xqz{chr(97 + n % 26)}{chr(97 + n // 26)}vv hurts", "en")
    assert len(finder("en").vocab.strings) == before
