"""Answers and context that no protocol knows are refused by name."""

import pytest

from afterdose.triage.errors import AnswerError
from afterdose.triage.labs import plain_unit
from tests.triage.cases import bleeding, case, lab

WRONG = [
    (["nose"], {}, {}, "nose is no area"),
    (["fever"], {"F99": "yes"}, {}, "F99 is neither"),
    (["fever"], {"F5": "maybe"}, {}, "F5 is yes, no"),
    (["fever"], {"F5": 1}, {}, "F5 is yes, no"),
    (["fever"], {"F4": ["coughing"]}, {}, "F4 has no option 'coughing'"),
    (["fever"], {"F4": []}, {}, "F4 is an empty list"),
    (["fever"], {"F1": "warm"}, {}, "F1 has no option 'warm'"),
    (["fever"], {"F1": True}, {}, "F1 is a temperature"),
    (["fever"], {"F1": {"kelvin": 311}}, {}, "F1 is a number or"),
    (["fever"], {"neuro.headache": "loud"}, {}, "neuro.headache is true or false"),
    (["fever"], {"neuro.hedache": True}, {}, "neuro.hedache is neither"),
    (["fever"], {}, {"days_since_infusion": -1}, "counts from 0"),
    (["fever"], {}, {"days_since_infusion": 1.5}, "whole days"),
    (["fever"], {}, {"days_since_infusion": "11"}, "whole days"),
    (["fever"], {}, {"carer_concern": "yes"}, "carer_concern is not of the type boolean"),
    (["fever"], {}, {"contacts_48h": True}, "contacts_48h is not of the type integer"),
    (["fever"], {}, {"today": "tomorrow"}, "no ISO date"),
    (["fever"], {}, {"labs": {"iron": lab(1)}}, "labs.iron is no known test"),
    (["fever"], {}, {"labs": {"platelets": lab(1, unit="g")}}, "unit 'g' is not known"),
    (["fever"], {}, {"labs": {"platelets": lab(210000)}}, "not plausible"),
    (["fever"], {}, {"labs": {"platelets": lab(1, days_ago=-2)}}, "in the future"),
    (["fever"], {}, {"labs": {"platelets": {"value": "low"}}}, "is no number"),
    (["fever"], {}, {"labs": {"platelets": {"value": 200}}}, "no ISO date"),
]


@pytest.mark.parametrize(("areas", "answers", "context", "reason"), WRONG)
def test_wrong_input_is_refused_by_name(areas, answers, context, reason):
    with pytest.raises(AnswerError, match="^" + reason.replace("(", r"\(") + "|" + reason):
        case(areas, answers, context.get("days_since_infusion"), more=context)


@pytest.mark.parametrize(
    ("value", "unit"),
    [(19, "10^9/L"), (19, "x10*9/L"), (19, "10³/µL"), (19, "K/uL"), (19, ""), (19000, "/uL")],
)
def test_a_platelet_count_is_read_in_its_unit(value, unit):
    labs = {"platelets": lab(value, unit=unit)}
    assert "EB5" in bleeding(B4=["none"], labs=labs).rules


def test_units_are_compared_in_one_spelling():
    assert plain_unit("x10⁹/L") == plain_unit("10*9/L") == plain_unit("10e9/L") == "10^9/l"


def test_none_beside_a_sign_is_a_contradiction_and_the_sign_is_kept():
    assert bleeding(B4=["none", "gum"]).answers["B4"] == ["gum"]


def test_true_false_yes_no_and_a_single_option_are_read():
    decision = bleeding(B1=False, B6=True, B4="small_bruise_after_injury")
    assert decision.answers["B6"] == "yes"
    assert decision.rules == ("X19", "UB4") or set(decision.rules) == {"UB4", "X19"}


def test_silence_and_not_sure_are_noted_as_worst_cases():
    decision = bleeding(B4="not_sure", B6="silent", B7="not_sure")
    assert decision.worst_case == ("B4", "B6", "B7")
    assert decision.answers["B7"] == ["spreading"]
    assert decision.disposition == "urgent"


def test_the_same_temperature_asked_twice_keeps_the_worse():
    decision = case(["fever", "general"], {"F1": 37.2, "G2": 38.4}, 400)
    assert (decision.answers["F1"], decision.answers["G2"]) == (38.4, 38.4)


def test_a_finding_denied_is_not_a_finding():
    assert case(["bleeding"], {"B4": ["dots"], "neuro.headache": False}, 400).rules == ("UB1",)
