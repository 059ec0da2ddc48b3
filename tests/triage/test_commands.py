"""`afterdose decide` and `afterdose protocols`, as an operator uses them."""

import json

import pytest
from typer import Typer
from typer.testing import CliRunner

from afterdose.cli import decide as decide_command
from afterdose.cli import protocols as protocols_command

app = Typer()
decide_command.register(app)
protocols_command.register(app)
run = CliRunner().invoke

GOOD = {
    "id": "a",
    "area": "fever",
    "answers": {"F1": 101.2, "F5": "yes"},
    "context": {"days_since_infusion": 11},
}


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_a_line_is_decided():
    result = run(app, ["decide", "-", "-"], input=json.dumps(GOOD) + "\n")
    assert result.exit_code == 0
    (decided,) = lines(result.stdout)
    assert (decided["id"], decided["disposition"], decided["rules"]) == ("a", "emergency", ["EF3"])
    assert decided["because"][0].startswith("Fever")
    assert decided["protocol_version"]


def test_bad_lines_keep_their_place_and_the_rest_goes_on(tmp_path):
    bad = [
        "{",
        json.dumps({"id": 1, "area": "nose"}),
        json.dumps(GOOD | {"answers": {"F99": "yes"}}),
        json.dumps(GOOD | {"context": {"days": 11}}),
        json.dumps([1]),
        json.dumps({"id": 2, "answers": {}}),
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join([json.dumps(GOOD), *bad, json.dumps(GOOD | {"id": "z"})]) + "\n")
    result = run(app, ["decide", str(source), str(target)])
    assert result.exit_code == 1
    decided = lines(target.read_text())
    assert [d.get("id") for d in decided] == ["a", *[None] * len(bad), "z"]
    assert [d["line"] for d in decided[1:-1]] == [2, 3, 4, 5, 6, 7]
    reasons = [d["error"] for d in decided[1:-1]]
    for reason, word in zip(
        reasons, ["JSON", "nose", "F99", "days", "object", "area"], strict=True
    ):
        assert word in reason


def test_a_missing_file_is_one_line_on_stderr(tmp_path):
    result = run(app, ["decide", str(tmp_path / "none.jsonl"), "-"])
    assert result.exit_code == 1
    assert "none.jsonl" in result.stderr


def test_show_prints_all_that_decide_understands():
    shown = json.loads(run(app, ["protocols", "show", "bleeding", "--json"]).stdout)
    questions = {q["id"]: q for q in shown["questions"]}
    assert {"G0", "B1", "B4"} <= set(questions)
    assert questions["B1"]["options"] == ["yes", "no"]
    assert "dots" in questions["B4"]["options"]
    assert questions["B4"]["answer_type"] == "multi"
    assert "bleeding.nosebleed_stopped" in shown["findings"]
    assert {"days_since_infusion", "labs", "carer_concern"} <= set(shown["context"])


@pytest.mark.parametrize("area", ["bleeding", "fever", "general", "gate"])
def test_show_as_a_table_names_every_question(area):
    plain = run(app, ["protocols", "show", area]).stdout
    shown = json.loads(run(app, ["protocols", "show", area, "--json"]).stdout)
    assert all(q["id"] in plain for q in shown["questions"])


def test_an_unknown_area_is_an_error():
    result = run(app, ["protocols", "show", "nose"])
    assert result.exit_code == 1


def test_the_protocols_of_the_house_pass_their_check():
    result = run(app, ["protocols", "check"])
    assert (result.exit_code, result.stderr) == (0, "")
