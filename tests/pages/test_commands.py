"""`afterdose protocols show`, `export` and `diff`, as an operator uses them."""

import json
import subprocess

import pytest
from typer import Typer
from typer.testing import CliRunner

from afterdose.cli import protocol_pages
from afterdose.pages.revision import RevisionError, bring, is_revision
from afterdose.settings import ROOT
from tests.pages import tiny
from tests.pages.reader import Reader

app = Typer()
protocol_pages.register(app)
run = CliRunner().invoke
LOWERED = ("Q1 == 'yes'\n    then: urgent", "Q1 == 'yes'\n    then: soon")


def said(result) -> str:
    """What the process would leave on stderr: the message with which it ends."""
    assert isinstance(result.exception, SystemExit)
    return str(result.exception)


@pytest.fixture
def sets(tmp_path):
    return [str(tiny.write(tmp_path / "old")), str(tiny.write(tmp_path / "new", LOWERED))]


def test_show_writes_the_page_of_an_area_in_the_language_asked_for(tmp_path):
    file = tmp_path / "page.html"
    result = run(app, ["show", "fever", "--html", str(file), "--language", "es"])
    assert result.exit_code == 0, result.stderr
    assert "Fiebre o infección" in Reader(file.read_text("utf-8")).text


def test_show_prints_conditions_in_words():
    result = run(app, ["show", "fever"])
    assert result.exit_code == 0
    assert "after day 90 (limit neutropenia_days) AND fever" in result.stdout


def test_show_of_the_gate_writes_its_page(tmp_path):
    file = tmp_path / "gate.html"
    assert run(app, ["show", "gate", "--html", str(file)]).exit_code == 0
    assert "G0" in Reader(file.read_text("utf-8")).text


def test_show_names_the_areas_that_there_are():
    result = run(app, ["show", "nose"])
    assert result.exit_code == 1
    assert "no area nose" in said(result)
    assert "bleeding" in said(result)


def test_a_page_that_cannot_be_written_is_one_line_on_stderr(tmp_path):
    result = run(app, ["show", "fever", "--html", str(tmp_path / "none" / "page.html")])
    assert result.exit_code == 1
    assert "page.html" in said(result)


def test_export_in_one_language(tmp_path, sets):
    result = run(app, ["export", str(tmp_path / "out"), "--language", "es", "--protocols", sets[0]])
    assert result.exit_code == 0, result.stderr
    assert "index.es.html" in result.stdout
    assert {f.name.split(".")[1] for f in (tmp_path / "out").iterdir()} == {"es"}


def test_a_wrong_protocol_is_named_with_file_and_line(tmp_path):
    folder = tiny.write(tmp_path / "set", ("when: Q1 == 'yes'", "when: Q9 == 'yes'"))
    result = run(app, ["export", str(tmp_path / "out"), "--protocols", str(folder)])
    assert result.exit_code == 1
    assert "belly.yml:" in said(result)
    assert "Q9 is not known" in said(result)
    assert not (tmp_path / "out").exists()


def test_diff_on_the_terminal_as_data_and_as_page(tmp_path, sets):
    result = run(app, ["diff", *sets])
    assert result.exit_code == 0, result.stderr
    assert "LOWERED URGENT → SOON" in result.stdout
    data = json.loads(run(app, ["diff", *sets, "--json"]).stdout)
    assert data["complete"]
    assert data["cases"][0]["lowered"]
    file = tmp_path / "diff.html"
    assert run(app, ["diff", *sets, "--html", str(file)]).stdout == ""
    assert 'class="lowered"' in file.read_text("utf-8")


def test_diff_leaves_with_1_only_when_asked_and_dispositions_change(tmp_path, sets):
    assert run(app, ["diff", *sets, "--exit-code"]).exit_code == 1
    assert run(app, ["diff", sets[0], sets[0], "--exit-code"]).exit_code == 0
    worded = str(tiny.write(tmp_path / "worded", ("reason: Sick.", "reason: Unwell.")))
    assert run(app, ["diff", sets[0], worded, "--exit-code"]).exit_code == 0


def test_diff_of_a_folder_that_is_not_there(sets, tmp_path):
    result = run(app, ["diff", sets[0], str(tmp_path / "nowhere")])
    assert result.exit_code == 1
    assert "nowhere" in said(result)


def test_diff_of_a_revision_that_git_does_not_have(sets):
    result = run(app, ["diff", "no-such-revision:", sets[0]])
    assert result.exit_code == 1
    assert "no-such-revision" in said(result)


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    tiny.write(folder / "data" / "protocols")

    def git(*words):
        who = ["-c", "user.name=a test", "-c", "user.email=test@example.org"]
        subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)

    git("init", "--initial-branch", "main")
    git("add", ".")
    git("commit", "--no-verify", "--message", "one")
    return folder


def test_a_revision_is_brought_as_it_was(repository, tmp_path):
    file = repository / "data" / "protocols" / "belly.yml"
    then = file.read_text("utf-8")
    file.write_text("changed since", "utf-8")
    brought = bring("HEAD:", repository, tmp_path / "brought")
    assert (brought / "belly.yml").read_text("utf-8") == then
    assert (brought / "shared" / "all.yml").exists()


def test_a_revision_may_name_another_folder(repository, tmp_path):
    brought = bring("main:data/protocols/shared", repository, tmp_path / "brought")
    assert (brought / "all.yml").exists()


@pytest.mark.parametrize("name", ["HEAD:nowhere", "nothing:", "--output=/tmp/x:"])
def test_what_git_does_not_have_is_refused(repository, tmp_path, name):
    with pytest.raises(RevisionError):
        bring(name, repository, tmp_path / "brought")


def test_a_folder_with_a_colon_is_a_folder(tmp_path):
    (tmp_path / "a:b").mkdir()
    assert not is_revision(str(tmp_path / "a:b"))
    assert is_revision("HEAD~3:")
    assert not is_revision("data/protocols")
    assert (ROOT / "data" / "protocols").is_dir()
