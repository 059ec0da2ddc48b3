"""A condition means the same as a formula as it means to the engine, also of unknown answers."""

from itertools import product

import pytest
import z3

from afterdose.proof.syntax import OutsideSubset, parse
from afterdose.proof.translate import Names
from afterdose.proof.values import Many, Number, Text, Truth
from afterdose.triage.expressions import Facts

CONDITIONS = [
    "q == 'yes'",
    "q != 'yes'",
    "!(q == 'yes')",
    "q in ['yes', 'no']",
    "q == 'yes' || f",
    "q == 'yes' && f",
    "f || q == 'no' || n > 3.0",
    "!(f && n >= 2.0)",
    "n + 1.5 < 4.0",
    "2.0 * n >= 6.0 && n - 1.0 != 2.0",
    "f ? n > 2.0 : q == 'yes'",
    "(q == 'yes' ? n + 1.0 : n) >= 3.0",
    "m.exists(i, i == 'a')",
    "m.exists(i, i in ['a', 'b'])",
    "m.exists(i, i != 'none')",
    "m.all(i, i in ['a', 'none'])",
    "!m.exists(i, !(i in ['a', 'none']))",
    "m.filter(i, i != 'none').size() >= 2",
    "m == ['a']",
    "m != ['none']",
    "'a' in m",
    "m.exists(i, i == 'a') || f",
    "q == 'no' && !m.exists(i, i == 'b') && n < 4.0",
    "true && (false || f)",
]
TEXTS = [None, "yes", "no"]
NUMBERS = [None, 2.5, 3.0, 5.0]
LISTS = [None, ["a"], ["b"], ["a", "b"], ["none"]]


def names(q, n, m, f):
    options = {option: option in (m or []) for option in ("a", "b", "none")}
    return Names(
        {
            "q": Text(q is not None, {option: q == option for option in ("yes", "no")}),
            "n": Number(n is not None, z3.RealVal(str(n or 0))),
            "m": Many(m is not None, {name: z3.BoolVal(there) for name, there in options.items()}),
            "f": Truth(f, not f),
        }
    )


def plain(formula):
    return formula if isinstance(formula, bool) else z3.is_true(z3.simplify(formula))


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_is_true_false_or_unknown_as_in_the_engine(condition):
    for q, n, m, f in product(TEXTS, NUMBERS, LISTS, (True, False)):
        known = {"q": q, "n": n, "m": m, "f": f}
        expected = Facts({name: value for name, value in known.items() if value is not None})
        truth = names(q, n, m, f).truth(condition)
        meant = True if plain(truth.true) else False if plain(truth.false) else None
        assert meant == expected.value(condition), known
        assert not (plain(truth.true) and plain(truth.false))


def test_a_term_is_the_first_wording_that_is_known():
    for q, f in product(TEXTS, (True, False)):
        there = names(q, None, None, f)
        truth = there.first(("q == 'yes'", "f"))
        expected = (q == "yes") if q is not None else f
        assert plain(truth.true) is expected
    number = names(None, 3.0, None, True).first(("n > 9.0 ? n : n + 1.0", "n"))
    assert z3.is_true(z3.simplify(number.amount == 4))


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("q == 'yes' &&", "not understood"),
        ("q > 3.0", "no numbers"),
        ("n == 'yes'", "different kinds"),
        ("n * n > 3.0", "constant only"),
        ("q", "is no condition"),
        ("unknown == 'yes'", "unknown has no meaning here"),
        ("m == ['a', 'b']", "list of several"),
        ("q.startsWith('y')", "not understood"),
        ("has(q)", "labs.TEST only"),
        ("f ? q : n", "conditions or numbers"),
        ("q.exists(i, i == 'yes')", "no list"),
        ("[n, 'a'] == m", "texts only"),
    ],
)
def test_what_the_proof_does_not_know_is_named(expression, why):
    with pytest.raises(OutsideSubset) as refused:
        names("yes", 3.0, ["a"], True).truth(expression)
    assert why in str(refused.value)
    assert expression in str(refused.value)


def test_and_binds_closer_than_or_and_not_closer_still():
    tree = parse("a || b && !c")
    assert [part.kind for part in tree.parts] == ["name", "and"]
    assert [part.kind for part in tree.parts[1].parts] == ["name", "not"]
