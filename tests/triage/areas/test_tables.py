"""Every rule of the areas, on and beside; the worked examples of 7b and our own."""

from random import Random

import msgspec
import pytest

from afterdose.triage.flow import next_question
from tests.triage.areas.table import FOLDER, Table, expected
from tests.triage.cases import PROTOCOLS, TODAY, lab

AREAS = sorted(file.stem for file in FOLDER.glob("*.yml"))
TABLES = {area: Table(area) for area in AREAS}


def rows(kind):
    return [
        pytest.param(area, *row.values, id=row.id)
        for area, table in TABLES.items()
        for row in getattr(table, kind)()
    ]


@pytest.mark.parametrize(("area", "rule", "row"), rows("fires"))
def test_a_rule_fires_and_gives_its_disposition(area, rule, row):
    decision = TABLES[area].decide(row)
    assert rule in decision.rules
    assert decision.disposition == expected(rule, row)


@pytest.mark.parametrize(("area", "rule", "row"), rows("beside"))
def test_just_beside_it_does_not_fire(area, rule, row):
    decision = TABLES[area].decide(row)
    assert rule not in decision.rules
    assert decision.disposition == row.get("then", decision.disposition)


@pytest.mark.parametrize(
    ("area", "row"),
    [pytest.param(a, row, id=row["says"]) for a, t in TABLES.items() for row in t.examples],
)
def test_an_example_ends_as_it_should(area, row):
    decision = TABLES[area].decide(row)
    assert (decision.disposition, row["rule"] in decision.rules) == (row["then"], True)


@pytest.mark.parametrize("area", TABLES)
def test_two_cases_at_least_stand_for_every_rule(area):
    own = {rule.id for rule in PROTOCOLS.rules if rule.area == area}
    assert own - set(TABLES[area].rules) == set()
    assert all(kinds["fires"] and kinds["beside"] for kinds in TABLES[area].rules.values())


@pytest.mark.parametrize("value", ["not_sure", "silent"])
@pytest.mark.parametrize(
    "question", [q for a in TABLES for q in PROTOCOLS.areas[a].questions if q.red_flag], ids=str
)
def test_not_sure_to_a_red_flag_of_an_unanswered_case_is_an_emergency(question, value):
    answers = {q.id: value for q in PROTOCOLS.areas[question.area].questions if q.red_flag}
    assert TABLES[question.area].decide({"asked": "only", **answers}).disposition == "emergency"


def walk(area, answer, **more):
    """Answer what is asked until nothing is; return the questions of the area in their order."""
    uncapped = msgspec.structs.replace(PROTOCOLS, questions_per_area=99)
    answers, asked = {"G0": "no"}, []
    context = {"today": TODAY.isoformat(), **more}
    while question := next_question(uncapped, [area], answers, context):
        assert question.id not in answers
        answers[question.id] = answer(question)
        asked.append(question)
    return [q for q in asked if q.area == area]


@pytest.mark.parametrize("area", TABLES)
def test_the_red_flags_come_first(area):
    calm = TABLES[area].calm
    asked = walk(area, lambda q: calm.get(q.id, "not_sure"), days_since_infusion=400)
    flags = [q.red_flag for q in asked]
    assert flags == sorted(flags, reverse=True)
    assert len(asked) >= 4


def denial(question):
    if question.answer in ("yes_no", "choice"):
        return question.best_to_worst[0] if question.best_to_worst else "no"
    return ["none"]


@pytest.mark.parametrize("area", TABLES)
def test_no_path_needs_more_than_seven_questions(area):
    random = Random(3)
    labs = {t: lab(0.5, 2, unit="") for t in ("tsh", "creatinine", "urine_rbc", "urine_protein")}

    def answer(question):
        if question.red_flag and random.random() < 0.9:
            return denial(question)
        if question.answer == "multi":
            ids = [o.id for o in question.options]
            return random.sample(ids, random.randrange(1, 4))
        if question.answer in ("choice", "yes_no"):
            return random.choice([o.id for o in question.options] or ["yes", "no"])
        if question.answer == "text":
            return "3 pm"
        return random.choice([*(o.id for o in question.options), "not_sure", 37.6, 90])

    paths = []
    for _ in range(60):
        context = random.choice([{}, {"labs": labs}])
        context["days_since_infusion"] = random.choice((0, 1, 3, 30, 400))
        paths.append(len(walk(area, answer, **context)))
    assert max(paths) <= 7
    assert len(set(paths)) > 1
