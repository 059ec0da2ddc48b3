"""What the tables of 3.7 to 3.10 cannot say: what is asked, what joins, what the texts carry."""

import pytest

from afterdose.triage.flow import next_question
from afterdose.triage.guidance import guidance
from tests.triage.areas.table import Table
from tests.triage.cases import CALM_BLEEDING, CALM_FEVER, PROTOCOLS, TODAY

TABLES = {area: Table(area) for area in ("breathing", "liver", "abdomen", "skin")}
URINE = Table("urine").calm
VALUES = {
    "emergency_number": "911",
    "crisis_line": "988",
    "clinic_phone": "555-0100",
    "last_dose": "November 2026",
}


def asked(areas, given, day=400, **context):
    """Answer calmly, but for the answers given; returns all that is asked, in order."""
    calm = {**CALM_BLEEDING, **CALM_FEVER, **URINE, "F7": ["taken"], "F1": 36.8}
    for table in TABLES.values():
        calm |= table.calm
    answers = {k: v for k, v in given.items() if "." in k} | {"G0": "no"}
    context = {"today": TODAY.isoformat(), "days_since_infusion": day, **context}
    order = []
    while question := next_question(PROTOCOLS, areas, answers, context):
        assert question.id not in order
        order.append(question.id)
        answers[question.id] = given.get(question.id, calm.get(question.id, "not_sure"))
    return order


@pytest.mark.parametrize(
    ("area", "given", "order"),
    [
        ("breathing", {}, ["R1", "R2", "R3", "R4", "R7", "R6"]),
        ("breathing", {"R2": "stairs", "R5": ["none"]}, ["R1", "R2", "R3", "R4", "R7", "R5", "R6"]),
        ("liver", {}, ["L3", "L1", "L2", "L7", "L4", "L6", "L5"]),
        ("liver", {"L1": "yes", "L8": ["none"]}, ["L3", "L1", "L2", "L7", "L4", "L6", "L8"]),
        ("abdomen", {}, ["A1", "A4", "A2", "A3", "A7", "A5", "A6"]),
        ("abdomen", {"A2": "none"}, ["A1", "A4", "A2", "A3", "A7", "A5"]),
        ("skin", {}, ["S3", "S5", "S1", "S4"]),
        ("skin", {"S1": "mole", "S2": ["none"]}, ["S3", "S5", "S1", "S4", "S2"]),
        ("skin", {"S1": "lump", "S6": 48, "S7": "no"}, ["S3", "S5", "S1", "S4", "S6", "S7"]),
        ("skin", {"S4": ["hoarse"], "S6": 48}, ["S3", "S5", "S1", "S4", "S6"]),
    ],
)
def test_only_what_can_change_the_result_is_asked(area, given, order):
    assert asked([area], given) == order


def test_a_man_is_not_asked_about_a_pregnancy_nor_one_who_is_known_to_be_pregnant():
    assert "A6" not in asked(["abdomen"], {}, sex="male")
    assert "A6" in asked(["abdomen"], {}, sex="unknown")
    assert asked(["abdomen"], {}, pregnant=True)[-1] == "A2"  # pain: an emergency there


@pytest.mark.parametrize(
    ("areas", "once"),
    [
        (["breathing", "bleeding"], ["B2"]),
        (["abdomen", "bleeding"], ["B2"]),
        (["liver", "abdomen"], ["A2"]),
        (["breathing", "fever"], ["R4"]),
        (["breathing", "liver", "abdomen", "fever"], ["R4"]),
    ],
)
def test_what_two_areas_want_to_know_is_asked_once(areas, once):
    order = asked(areas, {})
    same = {"B2": {"R3", "A4"}, "A2": {"L4"}, "R4": {"F1", "L7", "A3"}}
    for question in once:
        assert question in order
        assert not same[question] & set(order)


@pytest.mark.parametrize(
    ("area", "given", "joined"),
    [
        ("liver", {"L2": "yes", "L8": ["none"]}, {"K1", "K2", "K3"}),
        ("skin", {"S5": ["purple_dots"]}, {"B1", "B2", "B3"}),
        ("skin", {"S5": ["blisters"]}, {"F1", "F2", "F3"}),
        ("breathing", {"R7": ["cough"], "R4": 37.6}, {"F2", "F3"}),
        ("abdomen", {"A3": 37.6}, {"F2", "F3"}),
        ("liver", {"L7": 37.6}, {"F2", "F3"}),
        ("skin", {"S4": ["fever"]}, {"F1", "F2", "F3"}),
    ],
)
def test_the_questions_of_the_area_that_a_sign_belongs_to_join(area, given, joined):
    assert joined <= set(asked([area], given))
    assert not joined & set(asked([area], {}))


@pytest.mark.parametrize("area", TABLES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_text_tells_to_take_aspirin(area, language):
    for advice in (by[language] for by in PROTOCOLS.guidance[area].values()):
        told = [*advice.first, *advice.do, *advice.watch]
        assert not any("aspirin" in str(sentence).lower() for sentence in told)


def test_too_much_acetaminophen_gives_the_number_of_poison_help_after_the_emergency_number():
    for language in PROTOCOLS.languages:
        texts = guidance(PROTOCOLS, TABLES["liver"].decide({"L6": 9}), language, VALUES)
        assert "911" in texts[0][:30]
        assert any("1-800-222-1222" in text for text in texts)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("area", "row", "words"),
    [
        ("breathing", {"R7": ["wheeze"]}, {"en": "blue lips", "es": "labios azules"}),
        ("liver", {"L1": "yes"}, {"en": "No alcohol", "es": "Sin alcohol"}),
        ("abdomen", {"A5": 5}, {"en": "Imodium", "es": "Imodium"}),
        ("skin", {"S1": "mole", "S2": ["edge"]}, {"en": "portal", "es": "portal"}),
    ],
)
def test_the_guidance_of_the_area_reaches_the_patient(area, row, words, language):
    texts = guidance(PROTOCOLS, TABLES[area].decide(row), language, VALUES)
    assert any(words[language] in text for text in texts)
