"""What the importer makes of the protocol files, asked under Rasa's own Python."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from afterdose.settings import ROOT
from afterdose.triage.schema import ProtocolSet
from tests.rasa.servers import RASA, environment

PROBE = Path(__file__).with_name("importer_probe.py")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the Rasa project that a test may change."""
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def probe(project: Path) -> subprocess.CompletedProcess[str]:
    own = environment(project, PYTHONPATH=str(ROOT), PYTHONWARNINGS="ignore")
    return subprocess.run(
        [RASA, PROBE, "data"], cwd=project, env=own, capture_output=True, text=True, check=False
    )


def imported(project: Path) -> dict[str, Any]:
    done = probe(project)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_each_question_gets_its_slot_and_its_wordings(
    project: Path, protocols: ProtocolSet
) -> None:
    told = imported(project)
    for question in protocols.questions.values():
        slot = f"q_{question.id}"
        [mapping] = told["slots"][slot]["mappings"]
        assert mapping["type"] == "from_text"
        assert mapping["conditions"] == [{"active_loop": "triage_form", "requested_slot": slot}]
        wordings = {
            tuple(c["value"] for c in variation.get("condition", ())): variation["text"]
            for variation in told["responses"][f"utter_ask_{slot}"]
        }
        assert wordings["es", "plain"] == question.text["es"]
        assert wordings["en", "simpler"] == (question.simpler or question.text)["en"]
    assert told["slots"]["protocol_release"]["initial_value"] == protocols.hash
    assert told["session"]["session_expiration_time"] == 1440


def test_a_new_area_is_one_new_file(project: Path) -> None:
    before = imported(project)
    area = yaml.load((project / "data/protocols/general.yml").read_text("utf-8"), yaml.BaseLoader)
    area["area"] = "hiccups"
    area["triggers"] = {"en": ["I have hiccups"], "es": ["tengo hipo"]}
    area["questions"] = [area["questions"][0] | {"id": "H1"}]
    file = project / "data" / "protocols" / "hiccups.yml"
    file.write_text(yaml.safe_dump(area, allow_unicode=True, sort_keys=False), "utf-8")
    after = imported(project)
    assert set(after["intents"]) - set(before["intents"]) == {"report_hiccups"}
    assert set(after["rules"]) - set(before["rules"]) == {"A case of hiccups"}
    assert set(after["slots"]) - set(before["slots"]) == {"q_H1"}
    assert ["report_hiccups", "tengo hipo"] in after["examples"]
    release = "protocol_release"
    assert after["slots"][release] != before["slots"][release]


def test_an_edited_rule_alone_makes_a_new_release(project: Path) -> None:
    before = imported(project)["slots"]["protocol_release"]["initial_value"]
    file = project / "data" / "protocols" / "bleeding.yml"
    text = file.read_text("utf-8")
    assert text.count("then: soon") >= 1
    file.write_text(text.replace("then: soon", "then: urgent", 1), "utf-8")
    assert imported(project)["slots"]["protocol_release"]["initial_value"] != before


def test_only_rasas_own_files_below_data_are_training_data(project: Path) -> None:
    stray = {"version": "3.1", "nlu": [{"intent": "stray", "examples": "- stray example\n"}]}
    (project / "data" / "lexicon" / "stray_nlu.yml").write_text(yaml.safe_dump(stray), "utf-8")
    assert ["stray", "stray example"] not in imported(project)["examples"]


def test_no_example_ever_teaches_an_interruption(project: Path) -> None:
    taught = {intent for intent, _ in imported(project)["examples"]}
    assert taught.isdisjoint({"emergency", "help", "nurse", "go_back", "start_over", "no_words"})


def test_a_bad_protocol_stops_the_import_and_names_the_place(project: Path) -> None:
    file = project / "data" / "protocols" / "fever.yml"
    file.write_text(file.read_text("utf-8").replace("answer: temperature", "answer: thermo", 1))
    done = probe(project)
    assert done.returncode != 0
    assert "fever.yml" in done.stderr and "thermo" in done.stderr
