"""A worried carer raises the result by one level (2.2); a worried patient does not."""

import pytest

from tests.triage.cases import bleeding, case

CALM_RASH = {"G0": "no", "S3": "no", "S5": ["none"], "S1": "rash", "S4": ["none"]}
WORRIED = [
    {"general.carer": True},
    {"general.other_writes": True, "general.worried": True},
    {"general.other_writes": True, "general.alarm": True},
]
NOT_A_CARER = [{}, {"general.other_writes": True}, {"general.worried": True}]


@pytest.mark.parametrize("told", WORRIED)
def test_a_worried_carer_raises_by_one_level(told):
    raised = case(["bleeding"], {"G0": "no", "B4": ["gum"], **told})
    assert (raised.disposition, raised.rules[0]) == ("emergency", "RAISE-CARER")
    assert case(["skin"], {**CALM_RASH, **told}).disposition == "soon"


def test_the_records_may_tell_it_too():
    assert "RAISE-CARER" in bleeding(B4=["gum"], more={"carer_concern": True}).rules


@pytest.mark.parametrize("told", NOT_A_CARER)
def test_nobody_else_s_worry_is_nothing(told):
    decision = case(["skin"], {**CALM_RASH, **told})
    assert (decision.disposition, decision.rules) == ("routine", ("RS1",))
