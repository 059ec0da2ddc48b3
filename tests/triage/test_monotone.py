"""Nothing lowers: not "not sure", not silence, not a worse answer, not one sign more.

The no-rule default is taken as "soon" on every day: it is urgent in the first weeks only while
no rule matched, and a rule for a lesser disposition may replace it (clinical-basis.md 0).
"""

import os
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from afterdose.triage.dispositions import rank
from afterdose.triage.given import NOT_SURE, SILENT
from afterdose.triage.schema import Default
from tests.triage.cases import PROTOCOLS, case, lab

RULES_ONLY = msgspec.structs.replace(
    PROTOCOLS, no_rule=(Default(when="true", then="soon", reason="no rule"),)
)
TRIES = int(os.environ.get("TRIAGE_TRIES", "20"))
thorough = settings(max_examples=TRIES, deadline=None, derandomize=TRIES == 20)
QUESTIONS = PROTOCOLS.questions
RED_FLAGS = [q.id for q in QUESTIONS.values() if q.red_flag]
TEMPERATURES = [35.5, 36.5, 37.3, 37.5, 37.9, 38.0, 38.3, 39.0]


def values(name: str) -> list[Any]:
    question = QUESTIONS[name]
    if question.answer == "yes_no":
        return ["no", "yes"]
    if question.answer == "temperature":
        return [*TEMPERATURES, "hot", "not_hot"]
    if question.answer in ("number", "duration"):
        return [0, 24, 49, 89, 110, 121, 165, 185]
    if question.answer == "text":
        return ["my ear hurts"]
    ids = [option.id for option in question.options]
    return [[i] for i in ids] if question.answer == "multi" else ids


ANSWERS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values(name)) for name in QUESTIONS if name != "G2"}
)
AREAS = st.sampled_from(
    [
        *[[area] for area in PROTOCOLS.areas],
        ["bleeding", "fever"],
        ["general", "fever"],
        ["neuro", "infusion"],
    ]
)
DAYS = st.sampled_from([None, *PROTOCOLS.days, 1462])
LABS = st.sampled_from(
    [None, {"platelets": lab(210, 20), "neutrophils": lab(3.0)}, {"platelets": lab(90, 40)}]
)
FINDINGS = st.dictionaries(st.sampled_from(sorted(PROTOCOLS.findings)), st.just(True), max_size=2)


def level(
    areas: list[str], answers: dict[str, Any], day: int | None, labs: Any, **more: Any
) -> int:
    return rank(case(areas, answers, day, labs, more, RULES_ONLY).disposition)


@thorough
@given(AREAS, ANSWERS, DAYS, LABS, st.sampled_from(RED_FLAGS), st.sampled_from([NOT_SURE, SILENT]))
def test_not_sure_to_a_red_flag_is_never_below_any_answer(areas, answers, day, labs, name, unsure):
    worst = level(areas, answers | {name: unsure}, day, labs)
    assert all(worst >= level(areas, answers | {name: v}, day, labs) for v in values(name))


@thorough
@given(AREAS, ANSWERS, DAYS, LABS, st.data())
def test_one_more_sign_in_a_list_never_lowers(areas, answers, day, labs, data):
    lists = "B2 B4 B7 F2 F3 F4 N1 N5 I2 I6 M5"  # not N4 and N6: heat and "old" explain a symptom
    name = data.draw(st.sampled_from(lists.split()))
    answers = {name: data.draw(st.sampled_from(values(name))), **answers}
    more = [*answers[name], *data.draw(st.sampled_from(values(name)))]
    assert level(areas, answers | {name: more}, day, labs) >= level(areas, answers, day, labs)


@thorough
@given(AREAS, ANSWERS, DAYS, LABS, FINDINGS)
def test_a_finding_never_lowers(areas, answers, day, labs, findings):
    # These explain a case as self-care; they are no further sign of illness.
    explains = {"fever.cold", "bleeding.small_bruise_after_injury", "infusion.steroid_effects"}
    found = {name: True for name in findings if name not in explains}
    assert level(areas, answers | found, day, labs) >= level(areas, answers, day, labs)


@thorough
@given(
    AREAS,
    ANSWERS,
    DAYS,
    LABS,
    st.sampled_from(
        ["B1", "B3", "B5", "B6", "F5", "F6", "F8", "N3", "N7", "N8", "N10", "M2", "M3"]
    ),
)
def test_yes_is_never_below_no(areas, answers, day, labs, name):
    yes, no = answers | {name: "yes"}, answers | {name: "no"}
    assert level(areas, yes, day, labs) >= level(areas, no, day, labs)


@thorough
@given(AREAS, ANSWERS, LABS, st.sampled_from(PROTOCOLS.days))
def test_an_unknown_day_is_never_below_a_known_one(areas, answers, labs, day):
    assert level(areas, answers, None, labs) >= level(areas, answers, day, labs)


@thorough
@given(
    AREAS,
    ANSWERS,
    DAYS,
    LABS,
    st.sampled_from(["carer_concern", "pregnant", "antithyroid", "blood_thinner"]),
)
def test_what_the_records_add_never_lowers(areas, answers, day, labs, key):
    plain = level(areas, answers, day, labs)
    assert level(areas, answers, day, labs, **{key: True}) >= plain
    assert level(areas, answers, day, labs, contacts_48h=1) >= plain
