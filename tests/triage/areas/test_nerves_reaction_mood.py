"""What the tables of 3.5, 3.6 and 3.11 cannot say: the crisis line, counting, what is asked."""

import pytest

from afterdose.triage.flow import next_question
from afterdose.triage.guidance import guidance
from tests.triage.areas.table import Table
from tests.triage.cases import CALM_FEVER, PROTOCOLS, TODAY, case

NEURO, INFUSION, MOOD = Table("neuro"), Table("infusion"), Table("mood")
VALUES = {
    "emergency_number": "911",
    "crisis_line": "988",
    "clinic_phone": "555-0100",
    "last_dose": "November 2026",
}


def asked(area, given, **context):
    """Answer calmly, but for the answers given; returns the questions of the area in order."""
    calm = (
        CALM_FEVER
        | Table(area).calm
        | {"F7": ["taken"], "I1": 20, "N2": "3 pm", "N9": 120, "N10": "no", "M2": "no"}
    )
    answers = {"G0": "no", **{k: v for k, v in given.items() if "." in k}}
    order = []
    context = {"today": TODAY.isoformat(), **context}
    while question := next_question(PROTOCOLS, [area], answers, context):
        assert question.id not in order
        order.append(question.id)
        answers[question.id] = given.get(question.id, calm.get(question.id, "not_sure"))
    return [q for q in order if PROTOCOLS.questions[q].area == area]


# The crisis line (3.11, UM1).


def test_the_words_that_open_mood_carry_the_crisis_line_before_any_question():
    for language in PROTOCOLS.languages:
        assert "{crisis_line}" in PROTOCOLS.areas["mood"].opening[language]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("row", "disposition"),
    [
        ({"M1": "yes", "M2": "yes", "M4": "yes"}, "emergency"),
        ({"M1": "yes", "M2": "no", "M4": "yes"}, "urgent"),
        ({"M6": "two_weeks"}, "soon"),
        ({}, "routine"),
    ],
)
def test_the_first_text_of_every_decision_about_mood_names_the_crisis_line(
    row, disposition, language
):
    decision = MOOD.decide(row)
    assert decision.disposition == disposition
    assert "988" in guidance(PROTOCOLS, decision, language, VALUES)[0]


def test_an_emergency_of_mood_still_begins_with_the_emergency_number():
    decision = MOOD.decide({"M1": "yes", "M2": "silent"})
    assert guidance(PROTOCOLS, decision, "en", VALUES)[0].startswith("Call 911 now.")


def test_thoughts_named_in_a_case_of_another_area_bring_the_crisis_line_too():
    decision = case(["fever"], {"mood.suicide": True})
    assert any("988" in text for text in guidance(PROTOCOLS, decision, "en", VALUES)[:2])


@pytest.mark.parametrize("question", ["M2", "M3", "M4", "M5"])
def test_silence_after_yes_to_m1_is_an_emergency_at_every_question(question):
    answers = {"M1": "yes", "M2": "no", "M3": "no", "M4": "yes", "M5": ["none"]}
    assert MOOD.decide(answers | {question: "silent"}).disposition == "emergency"


def test_plans_and_safety_are_asked_unless_m1_is_no():
    assert asked("mood", {"M1": "no"}) == ["M1", "M3", "M5", "M6"]
    for answer in ("yes", "rather_not_say", "not_sure", "silent"):
        given = {"M1": answer, "M4": "yes"}
        assert asked("mood", given) == ["M1", "M2", "M3", "M4", "M5"]


def test_great_worry_with_signs_of_the_thyroid_is_asked_about_as_mood_too():
    answers = {"G0": "no", "T1": "no", "T4": ["none"], "T5": ["severe_worry"]}
    question = next_question(PROTOCOLS, ["palpitations"], answers, {"days_since_infusion": 400})
    assert question.id == "M1"


# Adding up, with its exception for the infusion table (2.3).

MILD = {"I3": "most_of_body", "I4": 38.2, "I6": ["medium"]}


def test_the_mild_items_of_the_infusion_table_are_one_finding_on_days_0_and_1():
    decision = INFUSION.decide({"day": 0, **MILD})
    assert {"UI1", "UF1", "UN1"} <= set(decision.rules)
    assert decision.disposition == "urgent"


def test_from_day_2_on_they_add_up():
    decision = INFUSION.decide({"day": 2, "I3": "most_of_body", "I6": ["medium"]})
    assert (decision.disposition, decision.rules[0]) == ("emergency", "ADD-URGENT")


def test_an_urgent_finding_of_another_organ_still_adds_up_on_the_infusion_day():
    decision = INFUSION.decide({"day": 0, "I3": "most_of_body", "K1": ["red"]})
    assert decision.disposition == "emergency"


def test_a_late_symptom_is_not_counted_twice_as_a_late_one():
    decision = INFUSION.decide({"day": 3, "I6": ["mild"]})
    assert {"UN1", "UI2"} <= set(decision.rules)
    assert decision.disposition == "urgent"


# What is asked.


def test_a_calm_neurological_case_is_asked_when_the_patient_was_last_well():
    order = asked("neuro", {}, days_since_infusion=400)
    assert order == ["N1", "N3", "N5", "N4", "N7", "N6", "N2"]


def test_what_lasts_over_a_day_is_asked_whether_it_limits():
    order = asked("neuro", {"N6": ["days", "new"]}, days_since_infusion=400)
    assert order == ["N1", "N3", "N5", "N4", "N7", "N6", "N8"]


def test_a_change_of_thinking_is_asked_whether_it_is_safe():
    order = asked("neuro", {"N7": "yes"}, days_since_infusion=400)
    assert order == ["N1", "N3", "N5", "N4", "N7", "N10", "N6"]


def test_an_early_headache_is_asked_for_the_blood_pressure():
    headache = {"neuro.headache": True}
    order = asked("neuro", headache, days_since_infusion=5)
    assert order == ["N1", "N3", "N5", "N4", "N7", "N9", "N6"]
    assert "N9" not in asked("neuro", headache, days_since_infusion=6)
    both = asked("neuro", headache | {"N7": "yes"}, days_since_infusion=5)
    assert both == ["N1", "N3", "N5", "N4", "N7", "N10", "N9"]


@pytest.mark.parametrize(
    ("day", "given", "last"),
    [
        (0, {}, ["I5", "I8"]),
        (3, {}, ["I5", "I8"]),
        (0, {"I6": ["mild"]}, ["I5", "I8"]),
        (1, {}, ["I5", "I1"]),
        (1, {"I6": ["mild"]}, ["I8"]),
        (1, {"I6": ["mild"], "I4": 38.2}, ["I8", "I1"]),
    ],
)
def test_pulse_pressure_and_hours_are_asked_where_they_change_the_result(day, given, last):
    order = asked("infusion", given, days_since_infusion=day)
    assert order == ["I2", "I6", "I3", "I4", "I7", *last]


@pytest.mark.parametrize("area", ["neuro", "infusion", "mood"])
@pytest.mark.parametrize("more", [{}, {"neuro.headache": True}, {"N7": "yes"}, {"I6": ["mild"]}])
def test_an_unknown_day_needs_no_more_than_seven(area, more):
    assert len(asked(area, {**more, "M1": "yes", "M4": "yes"})) <= 7


@pytest.mark.parametrize("question", ["N1", "N4", "N5", "N6", "I2", "I3", "I6", "I7", "M5", "M6"])
def test_a_list_that_is_whole_only_together_is_never_answered_unasked(question):
    assert PROTOCOLS.questions[question].only_asked


def test_not_gone_at_the_check_after_24_hours_is_sn1():
    warm = {"N4": ["heat"], "N6": ["hours", "old", "better"]}
    assert NEURO.decide(warm).rules == ("RN1",)
    later = NEURO.decide(warm | {"neuro.over_24h": True})
    assert (later.disposition, later.rules) == ("soon", ("SN1",))
