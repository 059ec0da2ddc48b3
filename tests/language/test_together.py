"""Signs that are an emergency together; fevers by their number; weakness that is days old."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterdose.language.concepts import LexiconError
from afterdose.language.lexicon import FOLDER, only_together
from afterdose.language.together import FILE, together
from tests.language.tables import screen


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("hives and im wheezing", ("hives", "im wheezing")),
        ("bruises on my legs and a headache", ("bruises on my legs", "a headache")),
        ("dark pee, short of breath", ("dark pee", "short of breath")),
        ("yellow eyes and a fever", ("yellow eyes", "a fever")),
        ("nosebleed for 25 minutes", ("nosebleed", "for 25 minutes")),
        ("ronchas y me silba el pecho", ("ronchas", "me silba el pecho")),
        ("embarazada y con fiebre", ("embarazada", "con fiebre")),
    ],
)
def test_two_signs_are_an_emergency_and_each_alone_is_none(
    text: str, alone: tuple[str, str]
) -> None:
    assert screen(text).level == "emergency"
    assert all(screen(sign).level != "emergency" for sign in alone)


@pytest.mark.parametrize(
    "text",
    [
        "hives but no wheezing",
        "dark pee, not short of breath",
        "yellow eyes, no fever",
        "what if i get hives and wheezing",
    ],
)
def test_a_sign_that_is_denied_or_only_imagined_does_not_count(text: str) -> None:
    assert screen(text).level != "emergency"


def test_words_that_say_nothing_alone_are_not_told() -> None:
    names = {f.name for f in screen("my infusion lasted 45 minutes", "en").findings}
    assert not names & only_together()


def test_every_rule_has_two_groups_or_more() -> None:
    assert all(len(rule.groups) >= 2 for rule in together())


def test_a_rule_on_words_that_nobody_knows_is_named(tmp_path: Path) -> None:
    (tmp_path / "language").mkdir()
    rules = (FOLDER / FILE).read_text("utf-8")
    (tmp_path / FILE).write_text(rules.replace("neuro.bad_headache", "neuro.sad_headache"), "utf-8")
    with pytest.raises(LexiconError, match=r"neuro\.sad_headache"):
        together(tmp_path)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("38,4 since lunch", "check"),
        ("thermometer says 100.9", "check"),
        ("a hundred and two point five", "check"),
        ("fever of 102", "check"),
        ("36,8 C", "none"),
        ("99.0 now", "none"),
        ("no fever over 101 so far", "none"),
        ("101 dalmatians", "none"),
    ],
)
def test_a_fever_is_known_by_its_number(text: str, level: str) -> None:
    assert screen(text).level == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("my right arm went numb", "emergency"),
        ("my right arm has been numb for three weeks", "check"),
        ("left leg heavier since a hot shower, like always with heat", "check"),
        ("suddenly my right arm is numb, it was fine for three weeks", "emergency"),
        ("llevo dos semanas con el brazo dormido", "check"),
        ("de repente se me durmió el brazo", "emergency"),
    ],
)
def test_old_weakness_is_asked_about_and_sudden_weakness_acted_upon(text: str, level: str) -> None:
    assert screen(text).level == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I had a heart attack in 1998", "none"),
        ("two summers ago I had a seizure", "none"),
        ("my dad had a heart attack at 52", "none"),
        ("hace como tres años tuve una convulsión", "none"),
        ("I passed out last Sunday", "check"),
        ("she had chest pains and went to urgent care", "check"),
        ("el domingo pasado me desmayé", "check"),
        ("chest pain since 2015", "emergency"),
        ("in 2012 I got MS and now my chest hurts", "emergency"),
        ("i tried to kill myself last month", "emergency"),
    ],
)
def test_dates_part_what_was_from_what_is(text: str, level: str) -> None:
    assert screen(text).level == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("watched a movie about a man who had a stroke", "none"),
        ("my dog had a seizure", "none"),
        ("light doesn't bother me", "none"),
        ("my chest doesn't hurt", "none"),
        ("el pecho no me duele", "none"),
        ("I don't want to kill myself", "none"),
        ("i was watching tv and passed out", "emergency"),
        ("my dog is fine but i cant breathe", "emergency"),
        ("heart wont quit racing, chest hurts", "emergency"),
    ],
)
def test_stories_animals_and_inner_negations(text: str, level: str) -> None:
    assert screen(text).level == level
