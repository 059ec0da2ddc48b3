"""The page of `protocols check --report`: complete, self-contained, honest about signatures."""

import re

import pytest

from afterdose.proof.check import Result
from afterdose.proof.faults import Fault
from afterdose.proof.report import page

pytestmark = pytest.mark.timeout(900)  # pure computing: slow on a busy machine


def proved(real, *more):
    result = Result(ps=real.ps, texts=real.texts.all)
    result.take([*real.rules(["EB1", "UB5", "X10"]), *real.order("B1"), *real.path("general")])
    result.take(more)
    return result


def test_the_page_tells_rules_orders_paths_texts_and_that_nobody_signed(real):
    shown = page(proved(real))
    assert "Unsigned draft." in shown
    for area in real.ps.areas:
        assert f'id="{area}"' in shown
    assert re.search(r"<td>UB5</td><td>urgent</td><td>UB1</td><td>[^<]*UB1", shown)
    assert "<td>B1</td><td>no &lt; yes</td>" in shown
    assert "Longest path: G1 → G2." in shown
    assert "No fault." in shown


def test_a_fault_is_told_first_with_its_case_and_escaped(real):
    shown = page(proved(real, Fault("x.yml:3 EB1", "is <low>", "B1 = yes & so on")))
    assert "This set may not be used." in shown
    assert "is &lt;low&gt;" in shown
    assert "B1 = yes &amp; so on" in shown
    assert "No fault." not in shown


def test_the_page_needs_nothing_from_outside(real):
    shown = page(proved(real))
    assert "http" not in shown
    assert "<script" not in shown
    assert "src=" not in shown
