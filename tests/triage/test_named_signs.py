"""Signs that patients name in words count before their areas have files of their own."""

import pytest

from afterdose.triage.decide import decide
from tests.triage.cases import PROTOCOLS, TODAY, case

LATE = 400  # none of the early windows is open


def named(*findings, day=LATE, areas=("general",), **answers):
    found = dict.fromkeys(findings, True)
    return case(list(areas), {"G0": "no", **answers, **found}, day)


EMERGENCIES = [
    (["palpitations.very_fast_pulse"], "G0-NAMED"),
    (["palpitations.slow_pulse", "neuro.dizzy"], "NAMED-HEART"),
    (["palpitations.fast_pulse", "abdomen.vomiting"], "NAMED-HEART"),
    (["palpitations.fast_heart", "neuro.dizzy"], "NAMED-HEART"),
    (["palpitations.fast_heart", "pregnancy.pregnant"], "NAMED-HEART"),
    (["palpitations.high_pressure"], "NAMED-HEART"),
    (["neuro.saddle"], "G0-NAMED"),
    (["fever.no_urine"], "EF2"),
    (["neuro.worst_headache"], "NAMED-BRAIN"),
    (["neuro.vision_change"], "NAMED-BRAIN"),
    (["breathing.breathless"], "NAMED-BREATHING"),
    (["infusion.hives", "breathing.wheeze"], "NAMED-BREATHING"),
    (["liver.yellow", "abdomen.upper_right_pain"], "NAMED-LIVER"),
    (["liver.yellow", "bleeding.nosebleed"], "NAMED-LIVER"),
    (["urine.little", "urine.swelling", "abdomen.vomiting"], "NAMED-KIDNEY"),
    (["pregnancy.pregnant", "abdomen.belly_pain"], "NAMED-PREGNANCY"),
    (["skin.eye_blisters"], "NAMED-SKIN"),
    (["abdomen.severe_pain"], "G0-NAMED"),
]
URGENT = [
    (["palpitations.fast_heart"], "NAMED-URGENT-HEART"),
    (["palpitations.fast_pulse"], "NAMED-URGENT-HEART"),
    (["palpitations.slow_pulse"], "NAMED-URGENT-HEART"),
    (["liver.yellow"], "NAMED-URGENT-LIVER"),
    (["urine.red"], "NAMED-URGENT-KIDNEY"),
    (["urine.dark"], "NAMED-URGENT-KIDNEY"),
    (["urine.little"], "NAMED-URGENT-KIDNEY"),
    (["urine.foamy", "urine.swelling"], "NAMED-URGENT-KIDNEY"),
    (["neuro.weakness"], "NAMED-URGENT-BRAIN"),
    (["neuro.thinking"], "NAMED-URGENT-BRAIN"),
    (["breathing.wheeze"], "NAMED-URGENT-LUNG"),
    (["infusion.hives"], "NAMED-URGENT-SKIN"),
    (["mood.no_sleep", "palpitations.thyroid"], "NAMED-URGENT-MOOD"),
    (["bleeding.dots"], "UB1"),
]


@pytest.mark.parametrize(("findings", "rule"), EMERGENCIES)
def test_a_sign_that_is_an_emergency_is_one_on_any_day(findings, rule):
    decision = named(*findings)
    assert decision.disposition == "emergency"
    assert rule in decision.rules


@pytest.mark.parametrize(("findings", "rule"), URGENT)
def test_a_sign_that_is_urgent_is_urgent_and_no_more(findings, rule):
    decision = named(*findings)
    assert decision.disposition == "urgent"
    assert rule in decision.rules


@pytest.mark.parametrize(
    ("findings", "last_day"),
    [
        (["neuro.headache", "abdomen.vomiting"], 5),
        (["neuro.neck_pain", "abdomen.vomiting"], 5),
        (["palpitations.fast_heart"], 3),
        (["breathing.wheeze"], 1),
    ],
)
def test_some_signs_are_emergencies_in_the_first_days_only(findings, last_day):
    assert named(*findings, day=last_day).disposition == "emergency"
    assert named(*findings, day=last_day + 1).disposition == "urgent"
    assert named(*findings, day=None).disposition == "emergency"


def test_a_plain_headache_is_urgent_in_the_first_five_days():
    assert "NAMED-URGENT-BRAIN" in named("neuro.headache", day=5).rules
    assert "NAMED-URGENT-BRAIN" not in named("neuro.headache", day=6).rules


def test_two_urgent_signs_of_different_organs_add_up():
    decision = named("palpitations.slow_pulse", "urine.red")
    assert decision.disposition == "emergency"
    assert "ADD-URGENT" in decision.rules


ALARMING = ["general.organ_trouble", "general.alarm", "breathing.leg_swollen", "neuro.dizzy"]


@pytest.mark.parametrize("finding", [*ALARMING, "mood.low", "urine.flank_pain", "fever.infection"])
def test_what_no_rule_reads_is_urgent_on_any_day(finding):
    decision = named(finding)
    assert decision.disposition == "urgent"
    assert decision.rules == ()
    assert "no rule reads it" in decision.because[0]


@pytest.mark.parametrize("finding", ["mood.anxiety", "skin.mole", "abdomen.diarrhea"])
def test_a_mild_sign_is_not_raised(finding):
    assert named(finding).disposition == "soon"


def test_every_finding_without_a_mark_counts_as_alarming():
    answers = {"G0": "no", "G1": "odd"}
    for finding in set(PROTOCOLS.findings) - set(PROTOCOLS.mild_findings):
        context = {"today": TODAY.isoformat(), "days_since_infusion": LATE}
        decision = decide(PROTOCOLS, ["general"], answers | {finding: True}, context)
        assert decision.disposition in ("urgent", "emergency"), finding


@pytest.mark.parametrize("later", ["neuro.dizzy", "neuro.weakness"])
def test_bleeding_and_later_dizzy_or_weak_is_an_emergency(later):
    calm = {"B1": "no", "B2": ["none"], "B3": "no", "B7": ["none"], "B4": ["nose_once_stopped"]}
    decision = named(later, areas=["bleeding"], **calm)
    assert decision.disposition == "emergency"
    assert "EB4" in decision.rules
    assert "EB4" in named("bleeding.bleeding", later).rules
    assert "EB4" not in named(later).rules
