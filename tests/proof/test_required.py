"""The list of the clinical basis: it says what the document says, and the check uses it."""

import re

import pytest

from afterdose.proof.required import Row, named, not_there, rows
from afterdose.settings import ROOT

LIST = rows(ROOT / "data" / "clinical_rules.yml")
DOCUMENT = ROOT.parent / "shared" / "clinical-basis.md"
EMERGENCIES = [name for name in LIST if name[0] == "E"]
ROW = re.compile(r"\| ([EUSR][A-Z]\d+|X\d+) \| (.*?) \| (.*?) \|")
SECTION = re.compile(r"#+ (\d+(?:\.\d+\w?)*)")


def of_the_document():
    section, found = "", {}
    for line in DOCUMENT.read_text("utf-8").splitlines():
        section = (SECTION.match(line) or [None, section])[1]
        if row := ROW.match(line):
            assert row[1] not in found, f"{row[1]} stands twice"
            found[row[1]] = (section, row[2], row[3])
    return found


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the document stands beside the clone")
def test_the_list_holds_every_row_of_the_document_in_its_words():
    there = of_the_document()
    assert set(LIST) == set(there)
    assert {name: (row.section, row.row) for name, row in LIST.items()} == {
        name: words[:2] for name, words in there.items()
    }


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the document stands beside the clone")
@pytest.mark.parametrize("name", [name for name in LIST if name[0] != "X"])
def test_a_row_has_the_disposition_of_the_document(name):
    told = re.findall("emergency|urgent|soon|routine", of_the_document()[name][2])
    assert not told or told[0] == LIST[name].disposition
    if "emergency" in told[1:]:
        assert LIST[name].or_emergency


@pytest.mark.parametrize("name", LIST)
def test_the_first_letter_is_the_disposition(name):
    letters = {"E": "emergency", "U": "urgent", "S": "soon", "R": "routine"}
    assert LIST[name].disposition == letters.get(name[0], LIST[name].disposition)


@pytest.mark.parametrize("name", EMERGENCIES)
def test_every_emergency_says_when_it_is_surely_reached(name):
    assert LIST[name].emergency_if


def test_no_condition_of_the_list_leans_on_the_terms_or_limits_of_the_protocols(real):
    from afterdose.triage.names import names

    leaning = {n for row in LIST.values() for n in names(row.emergency_if)} & set(real.ps.terms)
    assert not leaning
    assert not any("limit." in row.emergency_if for row in LIST.values())


def test_every_rule_of_the_clinical_basis_stands_or_is_explained(real):
    assert list(real.listed()) == []


def test_a_missing_rule_may_be_explained(real):
    wanted = {"EB99": Row(section="3.1", row="none", disposition="emergency")}
    assert len(list(not_there(real.ps, wanted, frozenset(), real.places))) == 1
    assert not list(not_there(real.ps, wanted, frozenset({"EB99"}), real.places))


def test_explanations_are_found_by_id(tmp_path):
    file = tmp_path / "questions.md"
    file.write_text("| X19 | built as UB4 |\nEF3, but not F3 or SFX1.", "utf-8")
    assert named(file) == {"X19", "UB4", "EF3"}
