"""A measured temperature beats a fever that was only told; only an unmeasured one counts 38.3."""

import pytest

from afterdose.triage.flow import next_question
from tests.triage.cases import PROTOCOLS, case, fever

TOLD = {"fever.fever": True}


def test_a_normal_reading_stands_against_the_word_fever():
    decision = fever(day=11, F1=37.0, F7=["none"], fever__fever=True)
    assert "EF3" not in decision.rules
    assert decision.answers["F1"] == decision.answers["G2"] == 37.0


def test_the_other_question_for_the_temperature_counts_just_the_same():
    decision = case(["general"], {"G0": "no", "G1": "my ear", "G2": 37.0, **TOLD}, 11)
    assert decision.answers["F1"] == decision.answers["G2"] == 37.0


def test_a_fever_that_nobody_measured_counts_as_38_3():
    decision = fever(day=11, fever__fever=True)
    assert "EF3" in decision.rules
    assert decision.answers["F1"] == 38.3


@pytest.mark.parametrize(("one", "other"), [(37.0, 38.4), (38.4, 37.0)])
def test_of_two_readings_the_worse_is_kept(one, other):
    decision = fever(day=11, F1=one, G2=other, fever__fever=True)
    assert decision.answers["F1"] == decision.answers["G2"] == 38.4


def test_a_reading_and_a_contradicting_answer_keep_the_worse():
    assert fever(day=11, F1=37.0, G2="hot").answers["F1"] == 38.3


def test_a_measured_fever_is_a_fever():
    assert "EF3" in fever(day=11, F1=38.0, fever__fever=True).rules


def test_having_no_tablets_is_an_answer_that_fires_no_rule():
    calm = {"G0": "no", "F2": ["none"], "F3": ["none"], "F4": ["none"], "F5": "no", "F1": 36.8}
    assert next_question(PROTOCOLS, ["fever"], calm, {"days_since_infusion": 400}).id == "F7"
    assert "SF2" not in fever(F1=36.8, F7=["none"]).rules
    assert "SF2" in fever(F1=36.8, F7=["missed"]).rules
    assert "X15" in fever(F1=36.8, F4=["mouth"], F7=["none", "thyroid_blocker"]).rules


@pytest.mark.parametrize("language", PROTOCOLS.languages)
def test_a_bare_no_is_an_answer_to_every_list(language):
    lists = [q for q in PROTOCOLS.questions.values() if q.answer == "multi" and not q.at_least_one]
    assert "F7" in [q.id for q in lists]
    for question in lists:
        if question.id == "K1":
            continue  # "How does your urine look?"
        none = next(o for o in question.options if o.id == "none")
        assert "no" in none.words[language]
