"""Combinations across areas (2.4), adding up (2.3) and raises (2.2)."""

import pytest

from tests.triage.cases import CALM_BLEEDING, CALM_FEVER, bleeding, case, fever, lab, neutrophils

BOTH = {**CALM_BLEEDING, **CALM_FEVER}

COMBINED = [
    ("X1", "emergency", fever(F1=38.2, F2=["stiff_neck"])),
    ("X1", "emergency", fever(F1=36.9, fever__chills=True, neuro__photophobia=True)),
    ("X2", "emergency", bleeding(B4=["dots"], neuro__headache=True)),
    ("X2", "emergency", case(["fever", "bleeding"], {"B4": ["gum"], "F2": ["confusion"]})),
    ("X3", "emergency", bleeding(B2=["coughing_blood"], urine__dark=True)),
    ("X4", "emergency", fever(F1=38.0, liver__yellow=True, skin__rash=True)),
    ("X5", "emergency", bleeding(B4=["dots"], B7=["pale"])),
    ("X6", "emergency", fever(F1=38.4, palpitations__fast_pulse=True, abdomen__diarrhea=True)),
    ("X9", "emergency", fever(day=60, F1=38.0, abdomen__upper_right_pain=True)),
    ("X10", "emergency", fever(day=90, F1=38.0, F4=["belly"])),
    ("X10", "urgent", fever(day=91, F1=38.0, F4=["belly"])),
    ("X10", "urgent", fever(day=243, F1=38.0, abdomen__diarrhea=True)),
    ("X11", "urgent", fever(day=1461, F1=38.0, skin__glands=True, skin__rash=True)),
    ("X11", "emergency", fever(F1=38.0, skin__glands=True, skin__rash=True, liver__yellow=True)),
    ("X14", "emergency", fever(F1=36.8, F4=["blisters"], neuro__confusion=True)),
    ("X15", "urgent", fever(F1=38.2, F7=["thyroid_blocker"])),
    ("X15", "urgent", fever(F1=36.8, F4=["mouth"], more={"antithyroid": True})),
    ("X15", "emergency", fever(F1=38.3, F7=["thyroid_blocker"])),
    ("X15", "emergency", fever(F1=36.8, F4=["mouth", "unwell"], F7=["thyroid_blocker"])),
    ("X16", "emergency", fever(F1=38.0, neuro__thinking=True)),
    ("X17", "emergency", fever(day=243, F1=38.0, more={"pregnant": True})),
    ("X17", "urgent", fever(day=244, F1=38.0, more={"pregnant": True})),
    ("X19", "urgent", bleeding(B4=["small_bruise_after_injury"], B6="yes")),
    ("LAB-PLATELETS-LOW", "urgent", fever(F1=36.8, labs={"platelets": lab(99)})),
    ("LAB-PLATELETS-FELL", "urgent", fever(F1=36.8, labs={"platelets": lab(110, baseline=220)})),
    ("LAB-NEUTROPHILS-LOW", "urgent", fever(F1=36.8, F4=["cough"], labs=neutrophils(0.99))),
    (
        "LAB-CREATININE-UP",
        "urgent",
        fever(F1=36.8, labs={"creatinine": lab(1.5, unit="mg/dL", baseline=1.0)}),
    ),
    (
        "LAB-KIDNEY-LUNG",
        "emergency",
        bleeding(B2=["coughing_blood"], labs={"creatinine": lab(1.5, unit="mg/dL", baseline=1.0)}),
    ),
    (
        "LAB-URINE-BLOOD",
        "urgent",
        bleeding(B4=["dots"], labs={"urine_rbc": lab(10, unit="/hpf"), "platelets": lab(200)}),
    ),
]


@pytest.mark.parametrize(("rule", "disposition", "decision"), COMBINED)
def test_a_combination_fires(rule, disposition, decision):
    assert (rule in decision.rules, decision.disposition) == (True, disposition)


def test_two_urgent_findings_from_different_organs_are_an_emergency():
    decision = case(["bleeding", "fever"], {**BOTH, "B4": ["gum"], "F1": 38.0, "F4": ["none"]})
    assert (decision.disposition, decision.rules[0]) == ("emergency", "ADD-URGENT")


def test_two_urgent_findings_of_one_organ_stay_urgent():
    assert bleeding(B4=["gum", "mouth_blister"], B5="yes", B6="yes").disposition == "urgent"


def test_two_findings_for_a_call_back_from_different_organs_are_urgent():
    decision = case(
        ["bleeding", "fever"],
        {**BOTH, "B4": ["nose_once_stopped"], "F1": 36.8, "F4": ["mouth"]},
    )
    assert (decision.disposition, decision.rules[0]) == ("urgent", "ADD-SOON")


CALM = {"F1": 36.8, "F4": ["cold"], "labs": neutrophils(3.0)}


@pytest.mark.parametrize(
    ("context", "disposition"),
    [
        ({}, "routine"),
        ({"contacts_48h": 1}, "soon"),
        ({"contacts_7d": 1}, "routine"),
        ({"contacts_7d": 2}, "urgent"),
        ({"carer_concern": True}, "soon"),
        ({"carer_concern": True, "contacts_48h": 1}, "urgent"),
        ({"carer_concern": True, "contacts_48h": 1, "contacts_7d": 2}, "emergency"),
    ],
)
def test_repeated_contact_and_a_worried_carer_raise(context, disposition):
    assert fever(more=context, **CALM).disposition == disposition


def test_a_carer_raises_urgent_to_emergency():
    assert bleeding(B4=["dots"], more={"carer_concern": True}).disposition == "emergency"


@pytest.mark.parametrize(
    ("areas", "day", "disposition"),
    [
        (["general"], 0, "urgent"),
        (["general"], 60, "urgent"),
        (["general"], 61, "soon"),
        (["general"], None, "urgent"),
        (["bleeding"], 61, "soon"),
        (["fever", "general"], 61, "soon"),
    ],
)
def test_without_a_rule_it_is_urgent_in_the_first_weeks_and_soon_later(areas, day, disposition):
    decision = case(areas, {**BOTH, "B4": ["none"], "F1": 36.8, "G1": "my ear"}, day)
    assert (decision.disposition, decision.rules) == (disposition, ())


def test_self_care_in_one_area_does_not_cover_a_second_complaint():
    answers = {**CALM_FEVER, "F1": 36.8, "F4": ["cold"], "G1": "my ear hurts"}
    assert case(["fever"], answers, labs=neutrophils(3.0)).disposition == "routine"
    assert case(["fever", "general"], answers, labs=neutrophils(3.0)).disposition == "soon"
