"""Every rule of 3.4: answers on which it fires, and answers just beside it."""

import pytest

from tests.triage.cases import fever, lab, neutrophils

HEAD = ["stiff_neck", "bad_headache", "light_hurts", "confusion", "very_sleepy", "fit"]
SEPSIS = ["shaking_chills", "mottled_skin", "no_urine", "cannot_keep_fluids", "might_die"]
COLD = ["cold"]
OK = neutrophils(3.0)

FIRES = [
    *[("EF1", "emergency", fever(F1=36.8, F2=[item])) for item in [*HEAD, "off_balance"]],
    ("EF1", "emergency", fever(F1=36.8, neuro__stiff_neck=True)),
    *[("EF2", "emergency", fever(F1=36.8, F3=[item])) for item in [*SEPSIS, "breathless"]],
    ("EF2", "emergency", fever(F1=36.8, F3=["rash_not_fading"])),
    ("EF3", "emergency", fever(day=2, F1=38.0)),
    ("EF3", "emergency", fever(day=90, F1=38.0)),
    ("EF3", "emergency", fever(day=11, F1=101.2, F5="yes")),
    ("EF3", "emergency", fever(day=30, F1=37.5, F5="yes")),
    ("EF3", "emergency", fever(day=30, F1="hot")),
    ("EF3", "emergency", fever(day=30, fever__fever=True)),
    ("EF3", "emergency", fever(day=30, F1={"celsius": 38.0})),
    ("EF4", "emergency", fever(day=500, F1=38.0, labs=neutrophils(0.9))),
    (
        "EF4",
        "emergency",
        fever(
            day=0, F1=38.0, labs=neutrophils(900, 10) | {"neutrophils": lab(900, 10, "cells/uL")}
        ),
    ),
    ("EF5", "emergency", fever(F1=38.0, liver__yellow=True, neuro__confusion=True)),
    ("EF5", "emergency", fever(F1=38.0, bleeding__dots=True)),
    ("EF6", "emergency", fever(day=0, F1=39.0)),
    ("EF6", "emergency", fever(day=1, F1=38.2, F8="yes")),
    ("EF6", "emergency", fever(day=0, F1=38.3, F4=["belly"])),
    ("EF6", "emergency", fever(day=1, F1=37.2, F3=["shaking_chills"])),
    ("EF7", "emergency", fever(day=90, F1=35.9, F4=["unwell"])),
    ("EF7", "emergency", fever(day=0, F1=96.5, F4=["unwell"])),
    ("EF8", "emergency", fever(F1=36.8, F4=["blisters_face"])),
    ("EF8", "emergency", fever(F1=36.8, F4=["blisters_widespread"])),
    ("EF8", "emergency", fever(F1=36.8, skin__eye_blisters=True)),
    ("UF1", "urgent", fever(day=0, F1=38.0)),
    ("UF1", "urgent", fever(day=1, F1=38.9, F8="no")),
    ("UF2", "urgent", fever(day=0, F1=37.5)),
    ("UF2", "urgent", fever(day=90, F1=37.9)),
    ("UF2", "urgent", fever(day=90, F1=37.0, F5="yes")),
    ("UF2", "urgent", fever(day=90, F1=36.6, F4=["unwell"])),
    ("UF2", "urgent", fever(day=90, F1="not_hot", F4=["unwell"])),
    ("UF3", "urgent", fever(day=91, F1=38.0)),
    ("UF3", "urgent", fever(day=244, F1=40.5)),
    ("UF4", "urgent", fever(F1=36.8, F4=["blisters"])),
    ("UF4", "urgent", fever(F1=36.8, fever__blisters=True)),
    ("UF5", "urgent", fever(F1=37.6, fever__over_3_days=True)),
    ("UF5", "urgent", fever(F1=38.1, fever__night_sweats=True)),
    ("UF6", "urgent", fever(day=243, F1=36.8, F4=["belly"], F6="yes")),
    ("UF6", "urgent", fever(day=200, F1=36.8, F4=["unwell"], F6="yes")),
    ("SF1", "soon", fever(F1=36.8, F4=["mouth"])),
    ("SF1", "soon", fever(F1=36.8, F4=["urine"])),
    ("SF1", "soon", fever(F1=36.8, fever__cough_over_3_weeks=True)),
    ("SF2", "soon", fever(day=90, F1=36.8, F4=COLD)),
    ("SF2", "soon", fever(F1=36.8, F4=COLD, F7=["missed"], labs=OK)),
    ("RF1", "routine", fever(day=91, F1=36.8, F4=COLD, F7=["taken"], labs=OK)),
    ("RF1", "routine", fever(day=3000, F1=99.4, F4=COLD, labs=OK)),
]


@pytest.mark.parametrize(("rule", "disposition", "decision"), FIRES)
def test_a_rule_fires_and_gives_its_disposition(rule, disposition, decision):
    assert (rule in decision.rules, decision.disposition) == (True, disposition)


BESIDE = [
    ("EF1", "soon", fever(F1=36.8)),
    ("EF2", "urgent", fever(F1=38.2)),
    ("EF3", "urgent", fever(day=1, F1=38.0, F8="no")),
    ("EF3", "urgent", fever(day=91, F1=38.0)),
    ("EF3", "urgent", fever(day=90, F1=37.9)),
    ("EF4", "urgent", fever(F1=38.0, labs=neutrophils(1.0))),
    ("EF4", "urgent", fever(F1=37.9, labs=neutrophils(0.9))),
    ("EF5", "emergency", fever(F1=38.0, liver__yellow=True)),
    ("EF6", "urgent", fever(day=0, F1=38.9)),
    ("EF6", "urgent", fever(day=0, F1=38.6, F5="yes")),
    ("EF6", "urgent", fever(day=0, F1=37.2, F4=["belly"])),
    ("EF7", "urgent", fever(day=90, F1=36.0, F4=["unwell"])),
    ("EF7", "soon", fever(day=91, F1=35.9, F4=["unwell"])),
    ("EF7", "soon", fever(day=90, F1=35.9)),
    ("EF8", "urgent", fever(F1=36.8, F4=["blisters"])),
    ("UF1", "emergency", fever(day=2, F1=38.2)),
    ("UF2", "soon", fever(day=61, F1=37.4)),
    ("UF2", "soon", fever(day=91, F1=37.9)),
    ("UF3", "soon", fever(day=91, F1=37.9)),
    ("UF4", "soon", fever(F1=36.8, F4=["mouth"])),
    ("UF5", "soon", fever(F1=36.8, fever__night_sweats=True)),
    ("UF6", "soon", fever(day=244, F1=36.8, F4=["belly"], F6="yes")),
    ("UF6", "soon", fever(day=243, F1=36.8, F4=["belly"], F6="no")),
    ("SF2", "soon", fever(day=91, F1=36.8, F4=COLD)),
    ("RF1", "soon", fever(day=90, F1=36.8, F4=COLD, labs=OK)),
    ("RF1", "soon", fever(day=91, F1=37.5, F4=COLD, labs=OK)),
    ("RF1", "soon", fever(day=91, F1=37.0, F5="yes", F4=COLD, labs=OK)),
    ("RF1", "soon", fever(day=91, F1=36.8, F4=[*COLD, "cough"], labs=OK)),
    ("RF1", "soon", fever(day=91, F1=36.8, F4=COLD, labs=neutrophils(1.4))),
    ("RF1", "soon", fever(day=91, F1=36.8, F4=COLD)),
    ("RF1", "soon", fever(day=91, F1="not_hot", F4=COLD, labs=OK)),
]


@pytest.mark.parametrize(("rule", "disposition", "decision"), BESIDE)
def test_a_rule_does_not_fire_beside_its_condition(rule, disposition, decision):
    assert (rule in decision.rules, decision.disposition) == (False, disposition)


@pytest.mark.parametrize(
    ("given", "celsius"),
    [(38, 38.0), (100.4, 38.0), (99.5, 37.5), (95, 35.0), (42, 42.0), ({"fahrenheit": 104}, 40.0)],
)
def test_a_number_is_celsius_or_fahrenheit_by_its_range(given, celsius):
    assert fever(F1=given).answers["F1"] == celsius


@pytest.mark.parametrize("given", [20, 34.9, 42.1, 60, 94.9, 109, {"celsius": 101}, float("nan")])
def test_an_impossible_temperature_counts_as_a_fever(given):
    decision = fever(day=11, F1=given)
    assert (decision.disposition, decision.worst_case) == ("emergency", ("F1",))
    assert decision.answers["F1"] == 38.3


def test_an_overdue_blood_count_raises_an_infection_to_urgent_and_no_further():
    old = neutrophils(3.0) | {"neutrophils": lab(3.0, 36)}
    decision = fever(F1=36.8, F4=["mouth"], labs=old)
    assert (decision.disposition, "RAISE-OVERDUE-INFECTION" in decision.rules) == ("urgent", True)
    assert fever(F1=36.8, F4=["blisters"], labs=old).disposition == "urgent"
