"""A wrong protocol is refused with file, line, field and reason."""

import shutil
from pathlib import Path

import pytest

from afterdose.triage.errors import ProtocolError
from afterdose.triage.load import load_protocols
from tests.triage.cases import FOLDER, PROTOCOLS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "protocols"))


def edited(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first such text; returns the line on which it stands."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


WRONG = [
    (
        "bleeding.yml",
        "when: B1 == 'yes'",
        "when: B9 == 'yes'",
        "decisions.0.when",
        "B9 is not known",
    ),
    (
        "bleeding.yml",
        "when: B1 == 'yes'",
        "when: B1 == 'yess'",
        "decisions.0.when",
        "no option of B1",
    ),
    ("bleeding.yml", "when: bleeding_sign", "when: bleeding_sing", "when", "mean bleeding_sign?"),
    ("bleeding.yml", "limit.fresh_days", "limit.fresh_day", "when", "limit.fresh_days?"),
    ("bleeding.yml", "i == 'nose_repeated')", "i == 'nose')", "when", "'nose' is no option of B4"),
    ("bleeding.yml", "then: emergency", "then: emergancy", "decisions.0.then", "emergancy"),
    ("bleeding.yml", "author:", "autor:", "autor", "not known"),
    ("bleeding.yml", "not_sure: yes", "not_sure: maybe", "questions.0.not_sure", "no option"),
    ("bleeding.yml", "  - id: B2", "  - id: B1", "questions.1.id", "B1 stands in bleeding.yml"),
    ("bleeding.yml", "- id: EB2", "- id: EB1", "decisions.1.id", "EB1 stands in bleeding.yml"),
    ("bleeding.yml", "- id: EB2", "- id: X2", "decisions.1.id", "X2 stands in bleeding.yml"),
    ("bleeding.yml", "[bleeding.uncontrolled,", "[bleeding.uncontroled,", "findings", "declared"),
    ("bleeding.yml", "label: {en: tiny dots", "label: {en: stop", "options.0", "ends texting"),
    ("bleeding.yml", ", es: puntitos}", "}", "questions.3.options.0.label", "no text in es"),
    ("bleeding.yml", "area: bleeding", "area: blood", "area", "blood.yml"),
    ("bleeding.yml", "alias_of: UB1", "alias_of: UB9", "alias_of", "no rule UB9"),
    (
        "fever.yml",
        "{when: D <= limit.listeria_days",
        "{when: D <= limit.x",
        "not_sure.when",
        "limit.x",
    ),
    ("fever.yml", "ask_when: D == 1", "ask_when: Day == 1", "ask_when", "Day is not known"),
    ("shared/terms.yml", "  monitored:", "  fever:", "terms.fever", "means something else"),
    (
        "shared/terms.yml",
        "  thinner: B6 == 'yes' || blood_thinner",
        "  thinner: spreading && thinner",
        "thinner",
        "itself",
    ),
    (
        "shared/set.yml",
        "'bleeding' in areas",
        "'blood' in areas",
        "raises.0.when",
        "no option of areas",
    ),
    ("shared/limits.yml", "value: 38.0", "value: hot", "limits.fever.value", "float"),
]


@pytest.mark.parametrize(("file", "old", "new", "field", "reason"), WRONG)
def test_an_error_names_file_line_field_and_reason(folder, file, old, new, field, reason):
    line = edited(folder, file, old, new)
    with pytest.raises(ProtocolError) as caught:
        load_protocols(folder)
    error = caught.value
    assert reason in error.message
    assert error.field.endswith(field)
    if not reason.startswith("X2 stands"):  # found in the file that comes second
        assert error.file == file
        assert abs(error.line - line) <= 3
    assert str(error).startswith(f"{error.file}:{error.line}: {error.field}: ")


def test_the_line_of_a_wrong_condition_is_exact(folder):
    line = edited(folder, "bleeding.yml", "when: B1 == 'yes'", "when: B9 == 'yes'")
    with pytest.raises(ProtocolError) as caught:
        load_protocols(folder)
    assert (caught.value.line, caught.value.field) == (line, "decisions.0.when")


def test_broken_yaml_names_its_line(folder):
    (folder / "skin.yml").write_text("area: skin\nname: {en: skin\nx: y\n", "utf-8")
    with pytest.raises(ProtocolError) as caught:
        load_protocols(folder)
    assert (caught.value.file, caught.value.line >= 2) == ("skin.yml", True)


def test_a_key_that_stands_twice_is_refused(folder):
    with (folder / "general.yml").open("a", encoding="utf-8") as file:
        file.write("area: general\n")
    with pytest.raises(ProtocolError, match=r"general\.yml:\d+: area: stands twice"):
        load_protocols(folder)


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(ProtocolError, match="no protocols"):
        load_protocols(tmp_path)


def test_the_hash_follows_the_content_and_nothing_else(folder):
    assert load_protocols(folder).hash == PROTOCOLS.hash
    edited(folder, "fever.yml", "Fever of 38.0 C or more", "A fever of 38.0 C or more")
    assert load_protocols(folder).hash != PROTOCOLS.hash


def test_a_new_area_is_one_new_file(folder):
    (folder / "ear.yml").write_text(
        """
area: ear
name: {en: ear, es: oído}
organ: ear
version: "1"
author: test
source: test
sign_off: {}
triggers: {en: [my ear hurts], es: [me duele el oído]}
questions:
  - id: Q1
    answer: yes_no
    text: {en: "Is it growing?", es: "¿Crece?"}
    not_sure: yes
    silent: yes
decisions:
  - {id: SQ1, when: Q1 == 'yes', then: soon, reason: It grows., source: test, confidence: D}
""",
        "utf-8",
    )
    from afterdose.triage.decide import decide

    ps = load_protocols(folder)
    decision = decide(ps, ["ear"], {"Q1": True}, {"days_since_infusion": 500})
    assert (decision.disposition, decision.rules) == ("soon", ("SQ1",))


def test_a_list_without_none_of_it_is_refused(folder):
    edited(
        folder,
        "fever.yml",
        "      - id: none\n        label: {en: no such",
        "      - id: nil\n        label: {en: no such",
    )
    with pytest.raises(ProtocolError, match="needs the option none") as caught:
        load_protocols(folder)
    assert caught.value.file == "fever.yml"
