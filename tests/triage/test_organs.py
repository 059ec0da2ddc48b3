"""A finding that two areas share is one finding (2.3)."""

import pytest

from afterdose.triage.organs import fewest
from tests.triage.cases import case


@pytest.mark.parametrize(
    ("findings", "organs"),
    [
        ([], 0),
        (["liver"], 1),
        (["liver/kidney"], 1),
        (["liver/kidney", "kidney"], 1),
        (["liver/kidney", "liver"], 1),
        (["liver/kidney", "thyroid"], 2),
        (["liver/kidney", "liver", "kidney"], 2),
        (["skin/infection", "lungs/infection"], 1),
        (["skin/infection", "lungs/infection", "blood"], 2),
        (["a/b", "c/d", "b/c"], 2),
    ],
)
def test_the_fewest_organs_that_explain_all(findings, organs):
    assert fewest(findings) == organs


@pytest.mark.parametrize(
    ("areas", "answers", "disposition"),
    [
        # A cough with a fever: lungs or infection, once.
        (["breathing", "fever"], {"R7": ["cough"], "F1": 38.2, "F4": ["cough"]}, "urgent"),
        # A wheeze beside the fever is one of the lungs.
        (["breathing", "fever"], {"R7": ["wheeze"], "F1": 38.2}, "emergency"),
        # Diarrhea with a fever: X10 says urgent after 90 days.
        (["abdomen"], {"A5": 5, "A2": "none", "A3": 38.2}, "urgent"),
        # Dots are of the blood, blisters of an infection.
        (["skin"], {"S5": ["purple_dots"]}, "urgent"),
        (["skin"], {"S5": ["blisters"]}, "urgent"),
        (["skin"], {"S5": ["purple_dots", "blisters"]}, "emergency"),
        # Yellow eyes with dark urine: one of the liver, and with the look of the urine two.
        (["liver"], {"L1": "yes", "L2": "yes"}, "urgent"),
        (["liver", "urine"], {"L1": "yes", "L2": "yes", "K1": ["dark"]}, "emergency"),
        # A rash that itches and a lump for weeks are both of the skin.
        (["skin"], {"S1": "lump", "S6": 400, "S4": ["hoarse"]}, "soon"),
    ],
)
def test_one_finding_does_not_count_twice(areas, answers, disposition):
    assert case(areas, answers, 200).disposition == disposition
