"""Signs that patients name in words count before any question is answered."""

import pytest

from afterdose.triage.decide import decide
from tests.triage.cases import PROTOCOLS, TODAY, case

LATE = 400  # none of the early windows is open


def named(*findings, day=LATE, areas=("general",), **answers):
    found = dict.fromkeys(findings, True)
    return case(list(areas), {"G0": "no", **answers, **found}, day)


EMERGENCIES = [
    (["palpitations.very_fast_pulse"], "ET2"),
    (["palpitations.slow_pulse", "neuro.dizzy"], "ET2"),
    (["palpitations.fast_pulse", "abdomen.vomiting"], "ET2"),
    (["palpitations.high_pressure"], "T-PRESSURE"),
    (["neuro.saddle"], "EN3"),
    (["fever.no_urine"], "EF2"),
    (["neuro.worst_headache"], "EN1"),
    (["neuro.vision_change"], "EN1"),
    (["neuro.stiff_neck"], "EF1"),
    (["neuro.photophobia"], "EF1"),
    (["infusion.hives", "breathing.wheeze"], "X12"),
    (["liver.yellow", "abdomen.upper_right_pain"], "EL2"),
    (["liver.yellow", "bleeding.nosebleed"], "EL1"),
    (["urine.little", "urine.swelling", "abdomen.vomiting"], "EK3"),
    (["pregnancy.pregnant", "abdomen.belly_pain"], "EA3"),
    (["pregnancy.baby_less"], "EP1"),
    (["skin.eye_blisters"], "EF8"),
    (["abdomen.severe_pain"], "EA1"),
]
URGENT = [
    (["palpitations.fast_pulse"], "UT1"),
    (["liver.yellow"], "UL1"),
    (["urine.red"], "UK1"),
    (["urine.dark"], "UK1"),
    (["urine.little"], "UK3"),
    (["urine.foamy", "urine.swelling"], "UK2"),
    (["neuro.thinking"], "UN2"),
    (["breathing.wheeze"], "UR1"),
    (["breathing.breathless"], "UR1"),
    (["mood.no_sleep", "palpitations.thyroid"], "UT6"),
    (["bleeding.dots"], "UB1"),
]


def areas_of(findings):
    return tuple(dict.fromkeys(finding.partition(".")[0] for finding in findings))


@pytest.mark.parametrize(("findings", "rule"), EMERGENCIES)
def test_a_sign_that_is_an_emergency_is_one_on_any_day_whatever_area_is_open(findings, rule):
    for areas in (("general",), areas_of(findings)):
        decision = named(*findings, areas=areas)
        assert decision.disposition == "emergency" or areas == ("general",)
        assert rule in decision.rules or areas == ("general",)
    assert named(*findings).disposition in ("urgent", "emergency")


@pytest.mark.parametrize(("findings", "rule"), URGENT)
def test_a_sign_that_is_urgent_is_urgent_and_no_more(findings, rule):
    decision = named(*findings, areas=areas_of(findings))
    assert decision.disposition == "urgent"
    assert rule in decision.rules


@pytest.mark.parametrize(
    ("findings", "last_day"),
    [(["neuro.headache", "abdomen.vomiting"], 5), (["neuro.neck_pain", "abdomen.vomiting"], 5)],
)
def test_some_signs_are_emergencies_in_the_first_days_only(findings, last_day):
    assert named(*findings, day=last_day).disposition == "emergency"
    assert named(*findings, day=last_day + 1).disposition == "urgent"
    assert named(*findings, day=None).disposition == "emergency"


def test_a_plain_headache_is_urgent_in_the_first_five_days():
    assert "UN1" in named("neuro.headache", day=5).rules
    assert "UN1" not in named("neuro.headache", day=6).rules


def test_two_urgent_signs_of_different_organs_add_up():
    decision = named("breathing.wheeze", "urine.red")
    assert decision.disposition == "emergency"
    assert "ADD-URGENT" in decision.rules


def test_sleepless_with_thyroid_signs_is_one_finding():
    signs = ("mood.no_sleep", "palpitations.thyroid")
    decision = named(*signs, areas=("mood", "palpitations"))
    assert {"UM2", "UT6"} <= set(decision.rules)
    assert decision.disposition == "urgent"


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
