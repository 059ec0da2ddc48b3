"""Open questions and sources, held against the clinical basis word for word."""

import re

import pytest

from afterdose.pages.book import ALL
from afterdose.settings import ROOT

BASIS = ROOT.parent / "shared" / "clinical-basis.md"
NUMBERED = re.compile(r"conflict (\d+)")
AREAS_OF_CLINICAL_BASIS = {
    "bleeding", "palpitations", "urine", "fever", "neuro", "infusion", "breathing", "liver",
    "abdomen", "skin", "mood", "pregnancy",
}  # fmt: skip


@pytest.fixture(scope="module")
def basis():
    if not BASIS.exists():
        pytest.skip("the clinical basis is not beside this clone")
    return BASIS.read_text("utf-8")


def test_open_questions_are_those_of_the_clinical_basis(book, basis):
    section = basis.split("\n## 6. ")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines()]
    told = [row for row in rows if row[0].isdigit()]
    ours = [[str(q.number), q.question, q.positions, q.default] for q in book.open_questions]
    assert ours == told


def test_sources_are_those_of_the_clinical_basis(book, basis):
    section = basis.split("\n## 8. Sources")[1].split("\nWeakest links")[0]
    assert len(book.sources) > 100
    for tag, citation in book.sources.items():
        assert f"[{tag}" in section, tag
        assert citation in section, tag


def test_open_questions_name_areas_that_exist(book):
    for question in book.open_questions:
        assert set(question.areas) <= AREAS_OF_CLINICAL_BASIS | {ALL}, question.number


def test_every_tag_of_a_rule_or_limit_has_its_source(book):
    rows = (*book.ps.rules, *book.ps.raises, *book.ps.adding_up, *book.ps.limits.values())
    assert book.uncited([row.source for row in rows]) == set()


def test_a_conflict_named_by_a_rule_or_limit_is_an_open_question(book):
    numbers = {question.number for question in book.open_questions}
    for row in (*book.ps.rules, *book.ps.limits.values()):
        assert {int(n) for n in NUMBERED.findall(row.source)} <= numbers, row
