"""The whole check from its outside: a tiny set from beginning to end, and the command."""

import pytest
from typer import Typer
from typer.testing import CliRunner

from afterdose.cli import protocols as protocols_command
from afterdose.proof.check import check
from afterdose.proof.defaults import Replaced
from afterdose.proof.firing import RuleProof
from afterdose.proof.order import OrderProof
from afterdose.proof.paths import PathProof
from tests.pages.tiny import write
from tests.proof.conftest import basis

pytestmark = pytest.mark.timeout(900)  # pure computing: slow on a busy machine
app = Typer()
protocols_command.register(app)

SETTINGS = """
reading_grade: {en: 6, es: 6}
familiar: {en: [], es: []}
ends_texting: [stop]
placeholders: []
exceptions: EXCEPTIONS
"""
WORDS = (
    "label: {en: sick, es: náusea}",
    "label: {en: sick, es: náusea}, words: {en: [s], es: [n]}",
)
EDITS = (
    WORDS,
    ("label: {en: blood, es: sangre}", "label: {en: blood, es: sangre}, words: {en: [b], es: [s]}"),
    ("label: {en: none, es: nada}", "label: {en: none, es: nada}, words: {en: [no], es: [no]}"),
    (
        "label: {en: HOT, es: CALIENTE}",
        "label: {en: hot, es: temperatura}, words: {en: [h], es: [c]}",
    ),
    ("unclear_counts_as: 38.3}", "unclear_counts_as: 38.3, best: [36, 37]}"),
)


@pytest.fixture
def tiny_basis(tmp_path):
    def make(*edits, exceptions="[]"):
        (tmp_path / "proof.yml").write_text(SETTINGS.replace("EXCEPTIONS", exceptions), "utf-8")
        (tmp_path / "rules.yml").write_text("rules: {}\n", "utf-8")
        (tmp_path / "questions.md").write_text("", "utf-8")
        root = write(tmp_path / "tiny", *EDITS, *edits)
        return basis(
            root,
            settings=tmp_path / "proof.yml",
            rules=tmp_path / "rules.yml",
            questions=tmp_path / "questions.md",
        )

    return make


def test_a_tiny_set_is_proved_from_beginning_to_end(tiny_basis):
    result = check(tiny_basis(), workers=1)
    assert [str(fault) for fault in result.faults] == []
    assert {proof.id for proof in result.of(RuleProof)} == {"EQ1", "UQ1", "UQ2", "SQ1", "RQ1"}
    assert {proof.question: proof.order for proof in result.of(OrderProof)} == {
        "Q1": "no < yes",
        "Q2": "none < one item < more items",
        "Q3": "best from 36 to 37",
    }
    (path,) = result.of(PathProof)
    assert (path.area, path.longest) == ("belly", ("Q1", "Q2", "Q3"))
    assert {proof.rule for proof in result.of(Replaced)} == {"RQ1", "SQ1"}


LOWER = ("when: Q1 == 'yes'", "when: Q1 == 'no'")


def test_faults_are_told_while_they_are_found(tiny_basis):
    told = []
    result = check(tiny_basis(LOWER), workers=1, tell=told.append)
    assert told == result.faults
    assert any("Q1" in fault.place and "a worse answer lowers" in fault.message for fault in told)


def test_an_open_point_is_left_out_and_told(tiny_basis):
    known = "[{question: Q1, when: \"Q1 == 'no'\", reason: under discussion, sign_by: nurse}]"
    result = check(tiny_basis(LOWER, exceptions=known), workers=1)
    left_out = {proof.question: proof.left_out for proof in result.of(OrderProof)}
    assert left_out["Q1"] == ("under discussion",)


def test_an_open_point_that_is_not_needed_any_more_is_a_fault(tiny_basis):
    known = "[{question: Q1, when: \"Q1 == 'no'\", reason: under discussion, sign_by: nurse}]"
    result = check(tiny_basis(exceptions=known), workers=1)
    assert [fault.message for fault in result.faults] == [
        "the exception is not needed any more: Q1 == 'no'"
    ]


def test_the_command_fails_and_names_file_and_line(edited):
    folder = edited(("bleeding.yml", "when: B1 == 'yes'", "when: B1 == 'perhaps'"))
    run = CliRunner().invoke(app, ["protocols", "check", "--protocols", str(folder)])
    assert run.exit_code == 1
    assert "bleeding.yml:" in run.stderr
    assert "'perhaps' is no option of B1" in run.stderr
