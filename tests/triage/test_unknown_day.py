"""An unknown treatment day counts as the worst of the days it may be."""

import pytest

from afterdose.triage.dispositions import highest
from tests.triage.cases import PROTOCOLS, bleeding, fever, neutrophils, platelets

SMALL = ["small_bruise_after_injury"]


def test_the_days_to_try_hold_every_bucket_and_every_edge():
    for bucket in PROTOCOLS.buckets.values():
        if bucket.unknown:
            assert {bucket.first, bucket.last} <= set(PROTOCOLS.days)
    assert {0, 1, 2, 60, 61, 90, 91, 243, 244, 1461} <= set(PROTOCOLS.days)
    assert max(PROTOCOLS.days) == 1461


@pytest.mark.parametrize(
    ("answers", "disposition"),
    [({"F1": 38.0}, "emergency"), ({"F1": 37.5}, "urgent"), ({"F1": 36.6}, "urgent")],
)
def test_fever_without_a_known_day(answers, disposition):
    assert fever(day=None, **answers).disposition == disposition


def test_self_care_is_out_of_reach_without_a_known_day():
    cold = {"F1": 36.6, "F4": ["cold"], "F7": ["taken"]}
    assert fever(day=400, labs=neutrophils(3.0), **cold).disposition == "routine"
    assert fever(day=None, labs=neutrophils(3.0), **cold).disposition == "soon"
    assert bleeding(day=None, B4=SMALL, labs=platelets(200)).disposition == "soon"


@pytest.mark.parametrize("temperature", [36.0, 37.4, 37.5, 37.9, 38.0, 39.0, "hot", "not_hot"])
def test_it_is_the_highest_over_all_days(temperature):
    unknown = fever(day=None, F1=temperature, F4=["belly"], F6="yes")
    each = [fever(day=d, F1=temperature, F4=["belly"], F6="yes") for d in PROTOCOLS.days]
    assert unknown.disposition == highest(d.disposition for d in each)
    assert set(unknown.rules) == {rule for d in each for rule in d.rules}


def test_the_question_about_food_counts_as_yes_only_within_eight_months():
    assert fever(day=243, F1=36.8, F6="not_sure").answers["F6"] == "yes"
    assert fever(day=244, F1=36.8, F6="silent").answers["F6"] == "no"
    assert "UF6" in fever(day=None, F1=36.8, F4=["belly"], F6="not_sure").rules


def test_a_decision_keeps_the_day_and_the_release_it_was_made_with():
    decision = fever(day=11, F1=38.0)
    assert decision.treatment_day == 11
    assert decision.to_json()["protocol_hash"] == PROTOCOLS.hash
    assert fever(day=None, F1=38.0).treatment_day is None
