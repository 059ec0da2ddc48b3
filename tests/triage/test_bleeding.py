"""Every rule of 3.1: answers on which it fires, and answers just beside it."""

import pytest

from tests.triage.cases import bleeding, case, platelets

ITEMS = ["dots", "large_bruise", "mouth_blister", "gum", "nose_repeated"]
SMALL = ["small_bruise_after_injury"]
ONCE = ["nose_once_stopped"]

FIRES = [
    ("EB1", "emergency", bleeding(B1="yes")),
    ("EB1", "emergency", bleeding(bleeding__uncontrolled=True, B1="no")),
    ("EB2", "emergency", bleeding(B2=["coughing_blood"])),
    ("EB2", "emergency", bleeding(B2=["black_or_red_stool", "none"])),
    ("EB2", "emergency", bleeding(bleeding__coffee_ground=True)),
    ("EB3", "emergency", bleeding(B3="yes", B4=["dots"])),
    ("EB3", "emergency", bleeding(B3="yes", B4=SMALL)),
    ("EB3", "emergency", bleeding(neuro__headache=True, B4=["gum"])),
    ("EB4", "emergency", bleeding(B4=["dots"], B7=["faint"])),
    ("EB4", "emergency", bleeding(B5="yes", B4=["none"], B7=["racing_heart"])),
    ("EB4", "emergency", bleeding(B4=["dots"], urine__dark=True)),
    ("EB4", "emergency", bleeding(B4=["large_bruise"], fever__fever=True)),
    ("EB4", "emergency", bleeding(B4=["large_bruise"], liver__yellow=True)),
    ("EB5", "emergency", bleeding(B4=["none"], labs=platelets(19))),
    ("EB5", "emergency", bleeding(B4=SMALL, labs=platelets(29))),
    *[("UB1", "urgent", bleeding(B4=[item])) for item in ITEMS],
    ("UB1", "urgent", bleeding(B4=["dots"], labs=platelets(210, 1))),
    ("UB2", "urgent", bleeding(B4=["none"], B5="yes")),
    ("UB2", "urgent", bleeding(B4=["none"], bleeding__heavy_period=True)),
    ("UB3", "urgent", bleeding(B4=SMALL, labs=platelets(99))),
    ("UB3", "urgent", bleeding(B4=SMALL, labs=platelets(120, baseline=240))),
    ("UB3", "urgent", bleeding(B4=SMALL, labs=platelets(210, 36))),
    ("UB3", "urgent", bleeding(B4=SMALL, labs={"tsh": {"value": 2, "taken_on": "2026-11-01"}})),
    ("UB4", "urgent", bleeding(B4=SMALL, B6="yes")),
    ("UB4", "urgent", bleeding(B4=ONCE, more={"blood_thinner": True})),
    ("UB5", "urgent", bleeding(B4=["nose_repeated"])),
    ("UB5", "urgent", bleeding(bleeding__nose_repeated=True)),
    ("SB1", "soon", bleeding(B4=ONCE)),
    ("SB1", "soon", bleeding(day=3, bleeding__nosebleed_stopped=True)),
    ("SB2", "soon", bleeding(B4=SMALL, day=60)),
    ("SB2", "soon", bleeding(B4=SMALL, labs=platelets(210, 31))),
    ("RB1", "routine", bleeding(B4=SMALL, day=61, labs=platelets(150, 30))),
    ("RB1", "routine", bleeding(B4=SMALL, day=2000, labs=platelets(300, 0), B7=["none"])),
]


@pytest.mark.parametrize(("rule", "disposition", "decision"), FIRES)
def test_a_rule_fires_and_gives_its_disposition(rule, disposition, decision):
    assert (rule in decision.rules, decision.disposition) == (True, disposition)


BESIDE = [
    ("EB1", "soon", bleeding(B4=ONCE)),
    ("EB2", "urgent", bleeding(B4=["dots"])),
    ("EB3", "soon", bleeding(B3="yes", B4=["none"])),
    ("EB4", "urgent", bleeding(B4=["dots"], B7=["spreading"])),
    ("EB4", "soon", bleeding(B4=["none"], B7=["faint"])),
    ("EB5", "urgent", bleeding(B4=["none"], labs=platelets(20))),
    ("EB5", "urgent", bleeding(B4=SMALL, labs=platelets(30))),
    ("UB1", "soon", bleeding(B4=SMALL)),
    ("UB2", "soon", bleeding(B4=["none"], B5="not_relevant")),
    ("UB3", "routine", bleeding(B4=SMALL, labs=platelets(151, baseline=300))),
    ("UB3", "soon", bleeding(B4=SMALL, labs=platelets(120, baseline=239))),
    ("UB3", "soon", bleeding(B4=SMALL, labs=platelets(100))),
    ("UB3", "soon", bleeding(B4=SMALL, labs=platelets(210, 35), day=1462)),
    ("UB4", "soon", bleeding(B4=["none"], B6="yes")),
    ("UB5", "soon", bleeding(B4=ONCE)),
    ("SB2", "routine", bleeding(B4=SMALL, day=61, labs=platelets(150, 30))),
    ("RB1", "soon", bleeding(B4=SMALL, day=60, labs=platelets(150, 30))),
    ("RB1", "soon", bleeding(B4=SMALL, day=61, labs=platelets(149, 30))),
    ("RB1", "soon", bleeding(B4=SMALL, day=61, labs=platelets(150, 31))),
    ("RB1", "soon", bleeding(B4=SMALL, day=61)),
    ("RB1", "soon", bleeding(B4=[*SMALL, *ONCE], day=61, labs=platelets(150, 30))),
    ("RB1", "soon", bleeding(B4=SMALL, B7=["spreading"], day=61, labs=platelets(150, 30))),
]


@pytest.mark.parametrize(("rule", "disposition", "decision"), BESIDE)
def test_a_rule_does_not_fire_beside_its_condition(rule, disposition, decision):
    assert (rule in decision.rules, decision.disposition) == (False, disposition)


def test_monthly_tests_are_no_longer_overdue_after_48_months():
    old = platelets(210, 100)
    assert "UB3" in bleeding(B4=SMALL, day=1461, labs=old).rules
    assert "UB3" not in bleeding(B4=SMALL, day=1462, labs=old).rules


def test_a_clinic_that_feeds_no_labs_is_not_overdue():
    assert "UB3" not in bleeding(B4=SMALL).rules


def test_bleeding_counts_as_reported_while_its_questions_are_open():
    # "I am bleeding" opened the area; a bad headache does not wait for the list of signs.
    assert case(["bleeding"], {"B3": "yes"}).rules[0] == "EB3"


def test_the_rule_that_weighs_most_comes_first_with_its_reason():
    decision = bleeding(B4=["dots"], B3="yes")
    assert decision.rules[0] == "EB3"
    assert decision.because[0].startswith("Bleeding or bruising with headache")
