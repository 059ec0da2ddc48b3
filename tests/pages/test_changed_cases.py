"""The combinations whose disposition changes: each kind of change against trying them all."""

from itertools import product

import pytest

from afterdose.pages.cores import Cores
from afterdose.pages.items import Item, Known
from afterdose.pages.rows import rows
from afterdose.proof.model import Model
from afterdose.triage.decide import decide
from afterdose.triage.dispositions import rank
from afterdose.triage.load import load_protocols
from tests.pages import tiny

DAYS = (10, 11, 12, 13)
HEAT = (37.99, 38.0, 38.29, 38.3)
MORE_THAN_ALL = 500


def all_cases(*, worried: bool):
    """Every combination of the tiny set on both sides of each edge, as what is known."""
    areas = ((), (Item("area", "belly"),))
    first = ((), *((Item("answer", "Q1", v),) for v in ("yes", "no", "not_sure", "silent")))
    second = ((), *((Item("answer", "Q2", v),) for v in ("none", "sick", "blood", "not_sure")))
    second += ((Item("answer", "Q2", "silent"),),)
    second += ((Item("answer", "Q2", "sick"), Item("answer", "Q2", "blood")),)
    third = (((), {}), ((Item("answer", "Q3", "hot"),), {}))
    third += tuple(((Item("answer", "Q3", "number"),), {"Q3:number": degrees}) for degrees in HEAT)
    found = ((), (Item("finding", "belly.pain"),))
    concern = ((), (Item("context", "carer_concern"),)) if worried else ((),)
    for parts in product(areas, first, second, found, concern, third, DAYS):
        *listed, (heat, number), day = parts
        items = frozenset(item for part in (*listed, heat) for item in part)
        yield Known(items, {**number, "D": day})


@pytest.fixture(scope="module")
def as_before(tmp_path_factory):
    """The levels of the unchanged set, computed once for each combination."""
    old = load_protocols(tiny.write(tmp_path_factory.mktemp("tiny") / "old"))
    known = {}

    def level(case):
        key = (case.items, *sorted(case.numbers.items()))
        if key not in known:
            known[key] = level_of(old, case)
        return known[key]

    return level


def contains(case: Known, core) -> bool:
    """Whether a case holds all that a core names; "not sure" holds what it stands for."""
    items = set(case.items)
    for item in case.items:
        # What both sets count alike is searched under the answer that it stands for.
        if item.name == "Q1" and item.value in ("not_sure", "silent"):
            items.add(Item("answer", "Q1", "yes"))
        if item.name == "Q2" and item.value in ("not_sure", "silent"):
            items.add(Item("answer", "Q2", "sick"))
        if item.name == "Q2" and item.value == "not_sure":
            items.add(Item("answer", "Q2", "blood"))
    return core.cause <= items and all(
        low <= case.numbers.get(name, -1) <= high for name, (low, high) in core.ranges.items()
    )


def level_of(ps, case: Known):
    known = case.case(ps)
    return rank(decide(ps, known.areas, known.answers, known.context).disposition)


CHANGES = {
    "a limit raised": [("fever: {value: 38.0", "fever: {value: 38.3")],
    "a day edge moved": [("early: {value: 10", "early: {value: 12")],
    "a rule lowered": [("Q1 == 'yes'\n    then: urgent", "Q1 == 'yes'\n    then: soon")],
    "an emergency form gone": [("    emergency_when: Q2.exists(i, i == 'sick')\n", "")],
    "a condition narrowed": [("when: hot && D", "when: hot && Q1 == 'yes' && D")],
    "a rule gone": [("when: Q2.exists(i, i == 'sick')\n    then: soon",
                     "when: 'false'\n    then: soon")],
    "a worst case softened": [("not_sure: yes", "not_sure: no")],
    "silence of a list softened": [("silent: [sick]", "silent: [none]")],
    "a finding that no longer counts": [("    findings: [belly.pain]\n", "")],
    "adding up needs more": [("organs: 2", "organs: 3")],
    "a raise gone higher": [("at_most: urgent", "at_most: emergency")],
    "the default lowered": [('when: "D <= limit.early", then: urgent',
                             'when: "D <= limit.early", then: soon')],
    "a told fever counts less": [("counts_as: 38.3", "counts_as: 37.0")],
    "a new option": [("      - {id: none,",
                      "      - {id: fit, label: {en: fit, es: ataque}}\n      - {id: none,"),
                     ("i == 'blood'", "i in ['blood', 'fit']")],
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_changed_combination_contains_a_listed_one_and_each_listed_one_changes(
    tmp_path, as_before, name
):
    old = load_protocols(tiny.write(tmp_path / "old"))
    new = load_protocols(tiny.write(tmp_path / "new", *CHANGES[name]))
    search = Cores(Model(old), Model(new))
    cores = list(search.all(MORE_THAN_ALL))
    assert search.complete
    assert cores
    for case in all_cases(worried="raise" in name):
        if as_before(case) != level_of(new, case):
            assert any(contains(case, core) for core in cores), case
    for core in cores:
        assert (level_of(old, core.known), level_of(new, core.known)) == core.pair
        if core.others is None:
            for corner in product(*core.ranges.values()):
                at = Known(core.cause, dict(zip(core.ranges, corner, strict=True)))
                assert (level_of(old, at), level_of(new, at)) == core.pair
        for item in core.others.items if core.others else core.cause:
            less = core.known.without(item)
            assert (level_of(old, less), level_of(new, less)) != core.pair, (core, item)


def test_sets_that_decide_alike_have_no_changed_combination(tmp_path):
    old = load_protocols(tiny.write(tmp_path / "old"))
    new = load_protocols(tiny.write(tmp_path / "new", ("reason: Sick.", "reason: Unwell.")))
    search = Cores(Model(old), Model(new))
    assert list(search.all(5)) == []
    assert search.complete


def test_a_search_cut_off_says_so(tmp_path):
    old = load_protocols(tiny.write(tmp_path / "old"))
    new = load_protocols(tiny.write(tmp_path / "new", *CHANGES["a limit raised"]))
    search = Cores(Model(old), Model(new))
    assert len(list(search.all(1))) == 1
    assert not search.complete


def test_cases_that_differ_in_one_sign_become_one_row(tmp_path):
    old = load_protocols(tiny.write(tmp_path / "old"))
    new = load_protocols(tiny.write(tmp_path / "new", *CHANGES["a rule lowered"]))
    found = rows(Cores(Model(old), Model(new)).all(MORE_THAN_ALL))
    late = next(row for row in found if row.pair == (2, 1) and len(row.parts) == 1)
    (part,) = late.parts
    assert {choice.item.name for choice in part} == {"Q1", "belly.pain"}


def test_lowered_rows_stand_first(tmp_path):
    old = load_protocols(tiny.write(tmp_path / "old"))
    edits = [*CHANGES["a rule lowered"], *CHANGES["a raise gone higher"]]
    new = load_protocols(tiny.write(tmp_path / "new", *edits))
    lowered = [row.lowered for row in rows(Cores(Model(old), Model(new)).all(MORE_THAN_ALL))]
    assert lowered == sorted(lowered, reverse=True)
    assert len(set(lowered)) == 2


def test_a_core_tells_the_worst_change_with_more_signs(tmp_path):
    old = load_protocols(tiny.write(tmp_path / "old"))
    new = load_protocols(tiny.write(tmp_path / "new", *CHANGES["a rule lowered"]))
    cores = list(Cores(Model(old), Model(new)).all(MORE_THAN_ALL))
    # Pain late after the infusion was urgent and is soon: with a fever it adds up no more.
    assert (3, 2) in {core.more or core.pair for core in cores}
