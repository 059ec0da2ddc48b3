"""Every rule of clinical-basis.md 3.1 to 3.12 stands exactly once, with its disposition."""

from collections import Counter

import pytest

from tests.triage.cases import PROTOCOLS

BLEEDING = "EB1 EB2 EB3 EB4 EB5 UB1 UB2 UB3 UB4 UB5 SB1 SB2 RB1"
FEVER = "EF1 EF2 EF3 EF4 EF5 EF6 EF7 EF8 UF1 UF2 UF3 UF4 UF5 UF6 SF1 SF2 RF1"
PALPITATIONS = "ET1 ET2 ET3 ET4 ET5 UT1 UT2 UT3 UT4 UT5 UT6 ST1 ST2 RT1"
URINE = "EK1 EK2 EK3 EK4 UK1 UK2 UK3 UK4 UK5 SK1 SK2 RK1"
PREGNANCY = "EP1 EP2 UP1 UP2 SP1 RP1"
BREATHING = "ER1 ER2 ER3 ER4 ER5 UR1 UR2 SR1 RR1"
LIVER = "EL1 EL2 EL3 UL1 UL2 UL3 SL1 RL1"
ABDOMEN = "EA1 EA2 EA3 EA4 EA5 UA1 UA2 UA3 UA4 SA1 RA1"
SKIN = "ES1 ES2 US1 US2 US3 SS1 RS1"
NEURO = "EN1 EN2 EN3 EN4 EN5 UN1 UN2 UN3 UN4 SN1 RN1"
INFUSION = "EI1 EI2 EI3 EI4 EI5 UI1 UI2 SI1 RI1"
MOOD = "EM1 EM2 UM1 UM2 SM1 RM1"
CROSS = "X1 X2 X3 X4 X5 X6 X7 X8 X9 X10 X11 X12 X13 X14 X15 X16 X17 X18 X19 X20"
# The red-flag questions of each area, and the rules of two dispositions ("urgent/emergency").
RED_FLAGS = {
    "gate": "G0",
    "bleeding": "B1 B2 B3",
    "fever": "F2 F3",
    "general": "",
    "palpitations": "T1 T4",
    "urine": "K2 K3",
    "neuro": "N1 N3 N4 N5",
    "infusion": "I2 I6",
    "breathing": "R1 R2 R3",
    "liver": "L3",
    "abdomen": "A1 A4",
    "skin": "S3 S5",
    "mood": "M1 M2 M3 M4",
    "pregnancy": "P2",
}
URGENT_OR_EMERGENCY = {"UT5", "UN2"}
FIRST_LETTER = {"E": "emergency", "U": "urgent", "S": "soon", "R": "routine"}
ALL = [rule.id for rule in PROTOCOLS.rules]
ALL += [row.id for row in (*PROTOCOLS.raises, *PROTOCOLS.adding_up)]


@pytest.mark.parametrize(
    "rule",
    " ".join(
        [
            *("G0", BLEEDING, FEVER, PALPITATIONS, URINE, PREGNANCY, NEURO, INFUSION, MOOD, CROSS),
            *(BREATHING, LIVER, ABDOMEN, SKIN),
        ]
    ).split(),
)
def test_the_rule_stands_exactly_once(rule):
    assert Counter(ALL)[rule] == 1


def test_no_id_stands_twice():
    assert [i for i, times in Counter(ALL).items() if times > 1] == []


@pytest.mark.parametrize("rule", [r for r in PROTOCOLS.rules if r.area in PROTOCOLS.areas])
def test_the_first_letter_of_an_area_rule_is_its_disposition(rule):
    assert rule.then == FIRST_LETTER[rule.id[0]]
    assert (rule.emergency_when != "") == (rule.id in URGENT_OR_EMERGENCY)


@pytest.mark.parametrize(
    ("area", "ids"),
    [
        ("bleeding", "B1 B2 B3 B4 B5 B6 B7"),
        ("fever", "F1 F2 F3 F4 F5 F6 F7"),
        ("palpitations", "T1 T2 T3 T4 T5 T6 T7"),
        ("urine", "K1 K2 K3 K4 K5 K6 K7"),
        ("pregnancy", "P1 P2 P3 P4 P5"),
        ("neuro", "N1 N2 N3 N4 N5 N6 N7"),
        ("infusion", "I1 I2 I3 I4 I5 I6 I7"),
        ("mood", "M1 M2 M3 M4 M5"),
        ("breathing", "R1 R2 R3 R4 R5 R6"),
        ("liver", "L1 L2 L3 L4 L5 L6"),
        ("abdomen", "A1 A2 A3 A4 A5 A6"),
        ("skin", "S1 S2 S3 S4 S5 S6"),
    ],
)
def test_every_question_is_there(area, ids):
    own = {q.id: q for q in PROTOCOLS.areas[area].questions}
    assert set(ids.split()) <= set(own)


def test_the_red_flag_questions_are_those_of_the_clinical_basis():
    red = {q.id for q in PROTOCOLS.questions.values() if q.red_flag}
    areas = ("gate", *PROTOCOLS.areas)
    assert red == {question for area in areas for question in RED_FLAGS[area].split()}


@pytest.mark.parametrize(
    ("question", "counts_as"),
    [
        ("B1", "yes"),
        ("B2", "all"),
        ("B3", "yes"),
        ("B4", ("dots",)),
        ("B5", "yes"),
        ("B6", "yes"),
        ("B7", ("spreading",)),
        ("F1", "unclear"),
        ("F2", "all"),
        ("F3", "all"),
        ("F4", ("none",)),
        ("F5", "yes"),
        ("F7", ("missed",)),
        ("T1", "yes"),
        ("T2", 120),
        ("T3", ("now", "over_2_minutes", "over_1_hour")),
        ("T4", "all"),
        ("T5", ("none",)),
        ("T6", ("eye_pain",)),
        ("K1", ("red",)),
        ("K2", "no_urine"),
        ("K3", "yes"),
        ("K4", "all"),
        ("K5", "days_3_or_more"),
        ("K6", ("none",)),
        ("K7", "no_cuff"),
        ("P1", "pregnant"),
        ("P2", "all"),
        ("P3", "yes"),
        ("P4", ("test_overdue",)),
        ("P5", "unclear"),
        ("N1", "all"),
        ("N2", "unknown"),
        ("N3", "yes"),
        ("N4", ("fever",)),
        ("N5", "all"),
        ("N6", ("minutes", "worse", "new")),
        ("N7", "yes"),
        ("I1", 0),
        ("I2", "all"),
        ("I3", "most_of_body"),
        ("I4", "unclear"),
        ("I5", "skip"),
        ("I6", ("severe", "stroke_sign")),
        ("I7", ("belly_pain", "vomited_often", "took_medicine")),
        ("M1", "yes"),
        ("M2", "yes"),
        ("M3", "yes"),
        ("M4", "no"),
        ("M5", "all"),
        ("R1", "yes"),
        ("R2", "at_rest"),
        ("R3", "yes"),
        ("R4", "unclear"),
        ("R5", ("none",)),
        ("R6", "no_meter"),
        ("L1", "yes"),
        ("L2", "yes"),
        ("L3", "yes"),
        ("L4", "yes"),
        ("L5", "days_3_or_more"),
        ("L6", "unknown"),
        ("A1", "yes"),
        ("A2", "upper_right"),
        ("A3", "unclear"),
        ("A4", "yes"),
        ("A5", 7),
        ("A6", "yes"),
        ("S1", "rash"),
        ("S2", ("changing",)),
        ("S3", "yes"),
        ("S4", ("fever",)),
        ("S5", ("purple_dots", "blisters_face")),
        ("S6", 72),
    ],
)
def test_not_sure_and_silence_count_as_the_column_says(question, counts_as):
    asked = PROTOCOLS.questions[question]
    assert (asked.not_sure, asked.silent) == (counts_as, counts_as)


def test_no_file_claims_a_sign_off_that_nobody_gave():
    assert all(p.sign_off.name is None for p in PROTOCOLS.areas.values())


@pytest.mark.parametrize(
    ("area", "english"),
    [
        ("neuro", 60),
        ("infusion", 40),
        ("mood", 40),
        *((area, 40) for area in ("breathing", "liver", "abdomen", "skin")),
    ],
)
def test_the_later_areas_bring_enough_ways_to_say_it(area, english):
    triggers = PROTOCOLS.areas[area].triggers
    assert len(set(triggers["en"])) >= english
    assert len(set(triggers["es"])) >= 30


def test_each_area_brings_enough_ways_to_say_it():
    for area in ("bleeding", "fever"):
        triggers = PROTOCOLS.areas[area].triggers
        assert len(set(triggers["en"])) >= 40
        assert len(set(triggers["es"])) >= 20


def test_every_red_flag_word_of_the_screen_is_a_finding_that_the_rules_know():
    import yaml

    from afterdose.settings import ROOT

    named = {
        finding
        for file in (ROOT / "data" / "lexicon").glob("*.yml")
        for group in (yaml.safe_load(file.read_text("utf-8")) or {}).values()
        for finding, words in group.items()
        # Parts of a sign ("blood", "with a cough") tell nothing alone: data/lexicon/together*.
        if not isinstance(words, dict) or words["level"] != "none" or words.get("names_area", True)
    }
    assert named
    assert named - set(PROTOCOLS.findings) == set()
