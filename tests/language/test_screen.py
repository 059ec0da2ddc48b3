"""A patient texts; the words alone are an emergency, possible danger, or neither."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from afterdose.language.screen import Screening
from afterdose.settings import ROOT
from tests.language.tables import screen, texts

LANGUAGES = ("en", "es")
EMERGENCIES = {language: texts(language)["emergency"] for language in LANGUAGES}


def scenarios() -> list[Any]:
    return [
        pytest.param(language, level, text, id=f"{language}-{level}-{text}")
        for language in LANGUAGES
        for level, listed in texts(language).items()
        for text in listed
    ]


def expect(level: str, screening: Screening) -> None:
    if level == "at_least_check":
        assert screening.level in ("check", "emergency"), screening
    else:
        assert screening.level == level, screening


def status(text: str, name: str, language: str | None = None) -> str:
    found = {f.name: f.status for f in screen(text, language).findings}
    return found.get(name, "not found")


@pytest.mark.parametrize(("language", "level", "text"), scenarios())
def test_patient_texts(language: str, level: str, text: str) -> None:
    expect(level, screen(text, language))


@pytest.mark.parametrize(("language", "level", "text"), scenarios())
def test_the_level_holds_when_the_language_is_unknown(language: str, level: str, text: str) -> None:
    if level == "emergency":
        expect("emergency", screen(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_patient_may_text_in_the_other_language(language: str) -> None:
    other = next(o for o in LANGUAGES if o != language)
    missed = [t for t in EMERGENCIES[language] if screen(t, other).level == "none"]
    # Slips of the keyboard are mended in the patient's own language only.
    assert len(missed) <= 12, missed


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("no chest pain", "breathing.chest_pain", "negated"),
        ("no fever or chest pain", "breathing.chest_pain", "negated"),
        ("i dont have any chest pain", "breathing.chest_pain", "negated"),
        ("chest pain? no", "breathing.chest_pain", "negated"),
        ("no fever, chest pain since noon", "breathing.chest_pain", "present"),
        ("no fever, chest pain since noon", "fever.fever", "negated"),
        ("no puedo respirar nada", "breathing.cannot_breathe", "present"),
        ("cant see nothing", "neuro.vision_change", "present"),
        ("cant breathe? no", "breathing.cannot_breathe", "negated"),
        ("no, chest pain", "breathing.chest_pain", "present"),
        ("no i have chest pain", "breathing.chest_pain", "present"),
        ("no no puedo respirar", "breathing.cannot_breathe", "present"),
        ("never had chest pain like this", "breathing.chest_pain", "present"),
        ("not really chest pain", "breathing.chest_pain", "hypothetical"),
        ("what if i get chest pain", "breathing.chest_pain", "hypothetical"),
        ("i had a seizure 5 years ago", "neuro.seizure", "past"),
        ("had a stroke last year", "neuro.one_sided_weakness", "past"),
        ("chest pain since last year", "breathing.chest_pain", "present"),
        ("my dad is grabbing his chest", "breathing.chest_pain", "other_person"),
        ("my wife says my face is drooping", "neuro.face_droop", "present"),
        ("headache to deal with insurance", "neuro.headache", "idiom"),
        ("tuve una convulsión hace 5 años", "neuro.seizure", "past"),
        ("sin dolor de pecho", "breathing.chest_pain", "negated"),
        ("no fever, chills, or chest pain", "breathing.chest_pain", "negated"),
        ("no chest pain, trouble breathing, or weakness", "breathing.cannot_breathe", "negated"),
        ("i don't have a fever, chest pain or headache", "breathing.chest_pain", "negated"),
        ("no fever, cough or chest pain but my gums bleed", "breathing.chest_pain", "negated"),
        ("no fever, cough or chest pain but my gums bleed", "bleeding.gum", "present"),
        ("sin fiebre, tos o dolor de pecho", "breathing.chest_pain", "negated"),
        ("no tengo fiebre, tos ni dolor de pecho", "breathing.chest_pain", "negated"),
        ("no fever, chills or cough, just chest pain", "breathing.chest_pain", "present"),
        ("no fever, chest pain", "breathing.chest_pain", "present"),
        ("no fever, chest pain or pressure since noon", "breathing.chest_pain", "present"),
        ("no fever, cant breathe, or chest pain", "breathing.chest_pain", "present"),
        ("no, chest pain or pressure", "breathing.chest_pain", "present"),
        ("no sleep, chest pain or tightness", "breathing.chest_pain", "present"),
        ("no fever, cough and chest pain", "breathing.chest_pain", "present"),
        ("no fever. chest pain or pressure", "breathing.chest_pain", "present"),
        ("no urine, fever or chest pain", "breathing.chest_pain", "present"),
        ("si tengo dolor de pecho", "breathing.chest_pain", "present"),
        ("si me duele el pecho", "breathing.chest_pain", "present"),
        ("hola si tengo dolor de pecho", "breathing.chest_pain", "present"),
        ("pero si tengo dolor de pecho", "breathing.chest_pain", "present"),
        ("sí, tengo dolor de pecho", "breathing.chest_pain", "present"),
        ("si tengo dolor de pecho que hago", "breathing.chest_pain", "hypothetical"),
        ("¿y si tengo dolor de pecho?", "breathing.chest_pain", "hypothetical"),
        ("llamo si tengo dolor de pecho", "breathing.chest_pain", "hypothetical"),
        ("no thoughts of suicide", "mood.suicide", "negated"),
    ],
)
def test_the_context_of_a_finding(text: str, name: str, expected: str) -> None:
    assert status(text, name) == expected


def test_a_finding_names_the_words_it_was_found_in() -> None:
    text = "Hi!! my MOUTH is  drooping n i can’t get my words out"
    spans = {f.name: text[f.span[0] : f.span[1]] for f in screen(text, "en").findings}
    assert spans["neuro.face_droop"] == "MOUTH is  drooping"
    assert spans["neuro.speech"].startswith("can’t get my words")


def test_areas_are_named_by_what_is_not_denied() -> None:
    assert screen("no fever but red dots on my legs", "en").areas == ("bleeding",)
    assert screen("fever and my gums bleed", "en").areas == ("fever", "bleeding")


@pytest.mark.parametrize("style", ["lol", "haha", "jk", "this paperwork", "🙃"])
def test_self_harm_is_never_dropped_for_its_style(style: str) -> None:
    assert screen(f"{style} makes me want to kill myself {style}", "en").level != "none"


def test_a_bare_word_counts_while_a_red_flag_question_is_open() -> None:
    open_gate = SimpleNamespace(red_flag=True)
    assert screen("chest", "en").level == "none"
    assert screen("chest", "en", question=open_gate).level == "check"
    assert screen("no chest", "en", question=open_gate).level == "none"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "🤕🤕🤕",
        "\x00\x07\n\t",
        "?" * 200,
        "a" * 1600,
        "no " * 530,
        "́̈",
        "1.2.3,4",
        "\ud800",
    ],
)
def test_no_text_is_an_error(text: str) -> None:
    screen(text)
    screen(text, "es")


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_screened(text: str) -> None:
    for finding in screen(text).findings:
        assert 0 <= finding.span[0] < finding.span[1] <= len(text)


WRAPS = {
    "en": [
        "hi sorry to bother you, {}",
        "{} please advise, thank you",
        "prob nothing but {}",
        "probably nothing but {}",
        "the weather was lovely yesterday. {}",
        "My appointment is on Friday. {} Thanks, Ana",
        "{}!!!",
        "ok so {} 😟",
    ],
    "es": [
        "perdón la molestia, {}",
        "{} gracias",
        "seguro no es nada pero {}",
        "Mi cita es el viernes. {}",
        "{}!!!",
    ],
}


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_an_emergency_stays_one_however_it_is_wrapped(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    text = data.draw(st.sampled_from(EMERGENCIES[language]))
    wrapped = data.draw(st.sampled_from(WRAPS[language])).format(text)
    for change in data.draw(st.lists(st.sampled_from([str.upper, _no_spaces]), max_size=2)):
        wrapped = change(wrapped)
    assert screen(wrapped, language).level in ("check", "emergency"), wrapped


def _slip(text: str, chance: random.Random) -> str:
    """One slip of the keyboard: a letter left out, doubled, swapped or hit beside its key."""
    at = chance.choice([n for n, c in enumerate(text) if c.isalpha()])
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at + 1] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
    row = next((r for r in ("qwertyuiop", "asdfghjkl", "zxcvbnm") if text[at].lower() in r), "xx")
    beside = max(0, min(len(row) - 1, row.find(text[at].lower()) + chance.choice((-1, 1))))
    return text[:at] + row[beside] + text[at + 1 :]


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_emergencies_survive_one_slip_of_the_keyboard(language: str) -> None:
    chance = random.Random(7)
    slipped = [_slip(t, chance) for t in EMERGENCIES[language] for _ in range(2)]
    lost = [t for t in slipped if screen(t, language).level == "none"]
    # 1 to 4 % were lost when this was written, many of them second slips: no worse, please.
    assert len(lost) < 0.05 * len(slipped), lost


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("cat breathe", "en"),
        ("still cat breathe", "en"),
        ("pin in my chest", "en"),
        ("threw u blood", "en"),
        ("she won wake up", "en"),
        ("cant keepp anything down", "en"),
        ("on puedo respirar", "es"),
        ("no pedo respirar", "es"),
        ("me dele el pecho", "es"),
    ],
)
def test_a_slip_that_is_a_word_is_asked_about(text: str, language: str) -> None:
    assert screen(text, language).level != "none"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my cat is fine", "en"),
        ("i can breathe fine", "en"),
        ("i feel ill and own a house", "en"),
        ("the nurse will be right up", "en"),
        ("el techo de la casa", "es"),
        ("on time", "es"),
    ],
)
def test_a_word_that_may_be_a_slip_is_no_alarm_alone(text: str, language: str) -> None:
    assert screen(text, language).level == "none"


def small_talk() -> list[str]:
    listed = yaml.safe_load((ROOT / "data" / "nlu" / "small_talk.yml").read_text("utf-8"))["nlu"]
    lines = (line for one in listed for line in one["examples"].splitlines())
    return [line.removeprefix("- ") for line in lines]


@pytest.mark.parametrize("text", small_talk())
def test_small_talk_is_no_alarm(text: str) -> None:
    assert screen(text).level == "none"


def _no_spaces(text: str) -> str:
    return text.replace(", ", ",").replace(". ", ".").replace("? ", "?")
