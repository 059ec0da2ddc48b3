"""The worked examples of clinical-basis.md 7b that belong to bleeding and fever."""

from tests.triage.cases import CALM_BLEEDING, CALM_FEVER, bleeding, case, fever, lab, platelets


def test_dots_with_a_normal_count_three_weeks_ago_are_urgent():
    decision = bleeding(day=14 * 30, B4=["dots"], B7=["none"], labs=platelets(210, 21))
    assert (decision.disposition, decision.rules) == ("urgent", ("UB1",))


def test_the_same_with_kind_of_a_headache_is_an_emergency():
    decision = bleeding(day=14 * 30, B4=["dots"], neuro__headache=True, labs=platelets(210, 21))
    assert decision.disposition == "emergency"
    assert {"EB3", "X2"} <= set(decision.rules)


def test_101_2_f_on_day_11_with_tylenol_two_hours_ago_is_an_emergency():
    decision = fever(day=11, F1=101.2, F5="yes", F4=["unwell"])
    assert (decision.disposition, decision.rules[0]) == ("emergency", "EF3")


def test_38_3_chills_and_cramps_after_the_day_3_drip_is_an_emergency():
    decision = fever(day=0, F1=38.3, fever__chills=True, F4=["belly"])
    assert (decision.disposition, decision.rules[0]) == ("emergency", "EF6")


def test_38_2_flushed_on_the_infusion_day_is_urgent():
    decision = fever(day=0, F1=38.2, infusion__itch=True)
    assert (decision.disposition, decision.rules) == ("urgent", ("UF1",))


def test_just_a_cold_after_a_year_is_routine():
    decision = fever(day=365, F1=36.7, F4=["cold"], F7=["taken"], labs={"neutrophils": lab(3.1)})
    assert (decision.disposition, decision.rules) == ("routine", ("RF1",))


def test_not_sure_to_the_red_flags_of_bleeding_is_an_emergency():
    decision = case(["bleeding"], {"G0": "no", **dict.fromkeys(("B1", "B2", "B3"), "not_sure")})
    assert (decision.disposition, decision.worst_case) == ("emergency", ("B1", "B2", "B3"))


def test_coughed_blood_and_dark_urine_is_an_emergency():
    decision = bleeding(day=180, breathing__cough_blood=True, urine__dark=True)
    assert decision.disposition == "emergency"
    assert {"EB2", "X3"} <= set(decision.rules)


def test_a_yes_to_the_gate_is_an_emergency_whatever_else():
    for answers in ({"G0": "yes"}, {"G0": "not_sure"}, {"mood.suicide": True}):
        decision = case(["fever"], {**CALM_FEVER, **CALM_BLEEDING, "F1": 36.6, **answers})
        assert (decision.disposition, decision.rules[0]) == ("emergency", "G0")
