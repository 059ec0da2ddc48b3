"""Which question comes next."""

import pytest

from afterdose.triage.errors import AnswerError
from afterdose.triage.flow import next_question
from tests.triage.cases import PROTOCOLS

CALM = {"yes_no": "no", "choice": "no", "temperature": 36.8, "text": "my ear"}


def asked(areas, given=None, **context):
    """Answer calmly, but for the answers given; returns the questions in their order."""
    answers, order = {}, []
    for _ in range(40):
        question = next_question(PROTOCOLS, areas, answers, context)
        if question is None:
            return order
        order.append(question.id)
        calm = ["taken"] if question.id == "F7" else CALM.get(question.answer, ["none"])
        answers[question.id] = (given or {}).get(question.id, calm)
    raise AssertionError(f"no end: {order}")


def test_bleeding_asks_the_gate_then_red_flags_then_the_rest():
    assert asked(["bleeding"]) == ["G0", "B1", "B2", "B3", "B4", "B5", "B6", "B7"]


def test_fever_asks_red_flags_before_the_temperature():
    assert asked(["fever"], days_since_infusion=30)[:4] == ["G0", "F2", "F3", "F1"]


def test_red_flags_of_all_areas_come_before_the_rest():
    order = asked(["fever", "bleeding"], days_since_infusion=500)
    assert order[:6] == ["G0", "F2", "F3", "B1", "B2", "B3"]


@pytest.mark.parametrize("areas", [["bleeding"], ["fever"], ["general"], ["fever", "bleeding"]])
@pytest.mark.parametrize("day", [None, 0, 1, 2, 90, 91, 243, 244, 1500])
@pytest.mark.parametrize("temperature", [35.5, 36.8, 37.6, 38.2])
def test_every_path_ends_with_at_most_seven_questions_an_area(areas, day, temperature):
    context = {} if day is None else {"days_since_infusion": day}
    order = asked(areas, {"F1": temperature, "F4": ["unwell", "mouth"]}, **context)
    assert len(order) == len(set(order))
    for area in areas:
        assert sum(PROTOCOLS.questions[q].area == area for q in order) <= 7


@pytest.mark.parametrize("day", [None, 0, 1, 11, 60, 120, 300])
@pytest.mark.parametrize("areas", [["bleeding"], ["fever"]])
def test_seven_questions_are_enough_for_every_one_that_matters(areas, day):
    from afterdose.triage.situation import Case

    context = {} if day is None else {"days_since_infusion": day}
    for temperature in (36.8, 37.4, 37.9, 38.2):
        answers = {"F1": temperature, "F4": ["mouth"]}
        order = asked(areas, answers, **context)
        assert len(order) <= 8
        if day == 1:
            assert ("F8" in order) == (areas == ["fever"] and temperature >= 38)
        assert Case(PROTOCOLS, areas, {}, context).areas == tuple(areas)


@pytest.mark.parametrize("question", ["G0", "B1", "B2", "B3"])
@pytest.mark.parametrize("worst", ["not_sure", "silent"])
def test_nothing_is_asked_after_an_emergency(question, worst):
    order = asked(["bleeding"], {question: worst})
    assert order[-1] == question


def test_what_was_said_already_is_not_asked():
    answers = {"G0": "no", "F1": 38.4, "F2": ["none"], "F3": ["none"]}
    question = next_question(PROTOCOLS, ["fever"], answers, {"days_since_infusion": 400})
    assert question.id == "F4"


def test_one_temperature_serves_both_areas():
    order = asked(["general", "fever"], days_since_infusion=400)
    assert len({"F1", "G2"} & set(order)) == 1


def test_a_sign_that_was_named_answers_its_question():
    named = {"G0": "no", "bleeding.blood_thinner": True}
    later = {**named, "B1": "no", "B2": ["none"], "B3": "no", "B4": ["gum"], "B5": "no"}
    assert next_question(PROTOCOLS, ["bleeding"], later, {}).id == "B7"


def test_a_fever_without_a_number_is_measured_before_it_counts():
    given = {"G0": "no", "F2": ["none"], "F3": ["none"], "fever.fever": True}
    question = next_question(PROTOCOLS, ["fever"], given, {"days_since_infusion": 30})
    assert question.id == "F1"
    assert (
        next_question(PROTOCOLS, ["fever"], {**given, "F1": 38.1}, {"days_since_infusion": 30})
        is None
    )


def test_periods_are_not_asked_of_men():
    assert "B5" not in asked(["bleeding"], sex="male")
    assert "B5" in asked(["bleeding"], sex="female")


def test_food_is_asked_for_eight_months_and_when_the_day_is_unknown():
    assert "F6" in asked(["fever"], days_since_infusion=243)
    assert "F6" not in asked(["fever"], days_since_infusion=244)
    assert "F6" in asked(["fever"], {"F1": 36.8})


def test_the_24_hours_are_asked_on_the_day_after_the_infusion_only():
    fever = {"F1": 38.2}
    assert "F8" in asked(["fever"], fever, days_since_infusion=1)
    assert "F8" not in asked(["fever"], fever, days_since_infusion=0)
    assert "F8" not in asked(["fever"], {"F1": 37.2}, days_since_infusion=1)


def test_an_unknown_area_is_an_error():
    with pytest.raises(AnswerError):
        next_question(PROTOCOLS, ["nose"], {}, {})


def test_a_raised_temperature_brings_the_questions_of_fever_into_any_case():
    order = asked(["general"], {"G2": 38.2}, days_since_infusion=0)
    assert order == ["G0", "G1", "G2", "F2", "F3", "F4", "F5", "F7"]
    assert asked(["general"], {"G2": 37.4}, days_since_infusion=0) == ["G0", "G1", "G2"]
