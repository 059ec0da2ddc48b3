"""What the patient is told: the instruction first, few texts, no diagnosis, both languages."""

import itertools

import pytest

from afterdose.triage.guidance import guidance
from tests.triage.cases import PROTOCOLS, bleeding, case, fever, neutrophils, platelets

VALUES = {
    "emergency_number": "911",
    "crisis_line": "988",
    "clinic_phone": "+1 555 0100",
    "last_dose": "11/2026",
}
DECISIONS = {
    "gate": case(["bleeding"], {"G0": "yes"}),
    "bleeding emergency": bleeding(B1="yes"),
    "fever emergency": fever(day=11, F1=39.0),
    "bleeding urgent": bleeding(B4=["dots"]),
    "fever urgent": fever(F1=38.2),
    "bleeding soon": bleeding(B4=["nose_once_stopped"]),
    "fever soon": fever(F1=36.8, F4=["mouth"]),
    "bleeding routine": bleeding(B4=["small_bruise_after_injury"], labs=platelets(200)),
    "fever routine": fever(F1=36.8, F4=["cold"], labs=neutrophils(3.0)),
    "general urgent": case(["general"], {"G1": "my ear"}, 10),
    "general soon": case(["general"], {"G1": "my ear"}, 100),
}
BOTH = [(name, language) for name in DECISIONS for language in ("en", "es")]


def texts(name, language="en", **values):
    return guidance(PROTOCOLS, DECISIONS[name], language, VALUES | values)


@pytest.mark.parametrize("name", [n for n in DECISIONS if "emergency" in n or n == "gate"])
def test_the_first_emergency_text_is_complete_on_its_own(name):
    first = texts(name)[0]
    assert first.startswith("Call 911 now. Do not drive.")
    assert "alemtuzumab (Lemtrada)" in first
    assert "11/2026" in first
    assert "CALLED" in first
    assert texts(name, "es")[0].startswith("Llame al 911 ahora. No maneje.")


def test_the_crisis_line_is_named_when_the_gate_was_answered_yes():
    assert "988" in texts("gate")[0]
    assert "988" not in texts("fever emergency")[0]


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_texts_are_few_and_short(name, language):
    sent = texts(name, language)
    assert len(sent) <= (3 if language == "en" else 4)
    assert all(len(text) <= 320 for text in sent)


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_nothing_is_left_open_and_no_diagnosis_is_given(name, language):
    whole = " ".join(texts(name, language))
    assert "{" not in whole
    assert "None" not in whole
    for word in ("ITP", "PTI", "sepsis", "TTP", "you have", "usted tiene", "nothing serious"):
        assert word.lower() not in whole.lower()


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_without_a_clinic_phone_its_sentence_vanishes(name, language):
    whole = texts(name, language, clinic_phone="")
    assert "+1 555" not in " ".join(whole)
    assert not any(text.rstrip().endswith((" al", " call", " or")) for text in whole)
    assert all(text == text.strip() and "  " not in text for text in whole)


def test_without_a_known_dose_the_drug_is_still_named():
    first = texts("fever emergency", last_dose="")[0]
    assert "alemtuzumab (Lemtrada) for MS." in first
    assert "last dose" not in first


@pytest.mark.parametrize("name", DECISIONS)
def test_no_text_advises_aspirin(name):
    for text in texts(name):
        for sentence in text.split(". "):
            if "aspirin" in sentence.lower():
                assert sentence.lower().lstrip().startswith("no ")


@pytest.mark.parametrize(
    ("name", "promise"),
    [("fever urgent", "1 hour"), ("fever soon", "24 hours"), ("fever routine", "Text us if")],
)
def test_who_calls_by_when_is_said(name, promise):
    assert promise in " ".join(texts(name))


def test_an_unknown_language_gets_english():
    assert texts("fever urgent", "de") == texts("fever urgent", "en")


def test_two_areas_bring_both_of_their_facts():
    decision = case(["bleeding", "fever"], {"B4": ["dots"], "F1": 36.8, "F4": ["mouth"]})
    whole = " ".join(guidance(PROTOCOLS, decision, "en", VALUES))
    assert "Nosebleed" in whole
    assert "temperature" in whole


def test_english_texts_are_gsm_7():
    gsm = set("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡¿§ÄÖÑÜäöñüà\n^{}\\[~]|€")
    gsm |= {chr(c) for c in itertools.chain(range(48, 58), range(65, 91), range(97, 123))}
    for name in DECISIONS:
        assert set("".join(texts(name))) <= gsm
    for question in PROTOCOLS.questions.values():
        assert set(question.text["en"] + question.simpler.get("en", "")) <= gsm
