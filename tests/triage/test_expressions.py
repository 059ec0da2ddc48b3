"""Conditions: what is absent matches nothing, what does not fit is never swallowed."""

import pytest

from afterdose.triage.expressions import BrokenExpression, Facts
from afterdose.triage.names import comparisons, day_edges, names

KNOWN = Facts({"B1": "yes", "B4": ["dots"], "D": 11.0, "labs": {}, "skin": {"rash": False}})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("B1 == 'yes'", True),
        ("B2 == 'yes'", None),
        ("!(B2 == 'yes')", None),
        ("B2 == 'yes' || B1 == 'yes'", True),
        ("B2 == 'yes' && B1 == 'no'", False),
        ("labs.platelets.value < 100.0", None),
        ("B2.exists(i, i == 'x')", None),
        ("'dots' in B4 && D <= 60", True),
        ("skin.rash", False),
    ],
)
def test_an_absent_answer_has_no_value(expression, value):
    assert KNOWN.value(expression) is value
    assert KNOWN.holds(expression) is (value is True)


@pytest.mark.parametrize("expression", ["B1 > 3.0", "D + 'x' == 'y'", "D", "B4 == 1 || B1 > 2.0"])
def test_a_condition_that_cannot_be_computed_is_an_error(expression):
    with pytest.raises(BrokenExpression):
        KNOWN.holds(expression)


def test_the_first_wording_that_can_be_computed_counts():
    assert KNOWN.first(("B2 == 'yes'", "B1 == 'yes'")) is True
    assert KNOWN.first(("B2 == 'yes'",)) is None


def test_names_are_found_without_compiling():
    assert names(
        "B4.exists(i, i in ['D', 'dots']) && has(labs.platelets) && !x.y || size(L) > 1"
    ) == [
        "B4",
        "labs.platelets",
        "x.y",
        "L",
    ]


def test_texts_are_found_with_the_name_they_are_compared_with():
    found = comparisons("B1 != 'no' && B4.exists(i, i in ['a', 'b']) && 'c' in F4 && B4 == ['d']")
    assert set(found) == {("B1", "no"), ("B4", "a"), ("B4", "b"), ("F4", "c"), ("B4", "d")}


def test_day_edges_are_found():
    assert day_edges("D >= 2 && D <= limit.late && labs.a.age > 30.0", {"late": 90.0}) == {2, 90}
