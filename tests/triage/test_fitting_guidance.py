"""A sentence is sent only where it fits: no fever is named that nobody has."""

import shutil

import pytest

from afterdose.triage.errors import ProtocolError
from afterdose.triage.guidance import guidance
from afterdose.triage.load import load_protocols
from tests.triage.cases import FOLDER, PROTOCOLS, bleeding, case, fever
from tests.triage.test_guidance import VALUES

FEVER = {"en": "fever after alemtuzumab", "es": "fiebre después de alemtuzumab"}
PRESS = {"en": "Press firmly", "es": "Apriete fuerte"}
NOSE = {"en": "pinch the soft part", "es": "parte blanda de la nariz"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


def told(decision, language="en"):
    return " ".join(guidance(PROTOCOLS, decision, language, VALUES))


@LANGUAGES
def test_the_emergency_room_hears_of_a_fever_only_if_there_is_one(language):
    assert FEVER[language] in told(fever(day=11, F1=39.0), language)
    assert FEVER[language] in told(fever(day=11, fever__fever=True), language)
    assert FEVER[language] not in told(fever(F1=36.8, F2=["stiff_neck"]), language)
    assert FEVER[language] not in told(case(["fever"], {"G0": "yes"}), language)


def test_an_infection_without_fever_is_told_as_such():
    assert "this may be an infection" in told(fever(F1=36.8, F3=["shaking_chills"]))
    assert "this may be an infection" not in told(fever(day=11, F1=39.0))


@LANGUAGES
def test_pressing_is_advised_only_where_blood_runs_outside(language):
    assert PRESS[language] in told(bleeding(B1="yes"), language)
    assert PRESS[language] in told(bleeding(B1="not_sure"), language)
    assert PRESS[language] in told(bleeding(B3="yes", bleeding__nosebleed=True), language)
    assert PRESS[language] not in told(bleeding(B2=["black_or_red_stool"]), language)


@LANGUAGES
def test_a_nosebleed_is_advised_on_only_if_there_is_one(language):
    assert NOSE[language] in told(bleeding(B4=["nose_repeated"]), language)
    assert NOSE[language] in told(bleeding(B4=["nose_once_stopped"]), language)
    assert NOSE[language] not in told(bleeding(B4=["dots"]), language)


@LANGUAGES
def test_thoughts_of_suicide_bring_the_crisis_line_before_all_else(language):
    texts = guidance(PROTOCOLS, case(["general"], {"mood.suicide": True}), language, VALUES)
    safe = {"en": ["Stay with someone", "out of reach"], "es": ["No se quede a solas", "Aleje"]}
    assert texts[0].index("988") < texts[0].index("911")
    assert all(words in texts[0] for words in safe[language])
    assert " ".join(texts).count("988") == 1


@pytest.mark.parametrize("finding", ["neuro.face_droop", "breathing.chest_pain"])
def test_a_stroke_or_chest_pain_in_words_is_not_answered_with_a_crisis_line(finding):
    assert "988" not in told(case(["general"], {finding: True}))


@pytest.mark.parametrize("answer", ["yes", "not_sure", "silent"])
def test_a_plain_yes_may_mean_suicide(answer):
    assert "988" in told(case(["general"], {"G0": answer}))


def test_a_condition_with_an_unknown_name_is_refused(tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "protocols")
    path = folder / "bleeding.yml"
    path.write_text(path.read_text("utf-8").replace("when: outside_bleeding", "when: outside"))
    with pytest.raises(ProtocolError, match="outside is not known"):
        load_protocols(folder)


@LANGUAGES
def test_thoughts_of_suicide_alone_hear_nothing_of_tests_and_medicine(language):
    tests = {"en": ["tests today", "ibuprofen", "infusion"], "es": ["pruebas", "ibuprofeno"]}
    alone = case(["mood"], {"G0": "no", "M1": "yes", "M2": "no", "M3": "no", "M4": "yes"})
    assert alone.disposition == "urgent"
    assert "988" in told(alone, language)
    assert not [words for words in tests[language] if words in told(alone, language)]
    beside = case(["mood", "bleeding"], {"G0": "no", "M1": "yes", "B4": ["none"]})
    assert all(words in told(beside, language) for words in tests[language])
    assert all(words in told(bleeding(B4=["dots"]), language) for words in tests[language])
