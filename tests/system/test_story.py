"""The main job: a patient texts, is asked, is answered, and the care team is paged."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.system.people import Patient, Person

GivePatient = Callable[..., Patient]

# What a patient without any further sign says to each question.
UNREMARKABLE = {
    "G0": "no",
    "B1": "no",
    "B2": "none",
    "B3": "no",
    "B4": "none",
    "B5": "no",
    "B6": "no",
    "B7": "since yesterday, no",
    "F1": "37.0 C",
    "F2": "none",
    "F3": "none",
    "F4": "none",
    "F5": "no",
    "F6": "no",
    "F7": "yes, every day",
}


def answer_until(patient: Patient, stop: Callable[[Patient], bool], at_most: int = 16) -> str:
    """Answer question after question without any further sign, until `stop` says so."""
    heard = ""
    for _ in range(at_most):
        if stop(patient):
            return heard
        question = str(patient.question())
        heard = patient.says(UNREMARKABLE.get(question, "no"))
    raise AssertionError(f"still asked {patient.question()} after {at_most} answers")


def decided(patient: Patient) -> bool:
    return patient.case()["state"] == "decided"


def test_red_dots_end_as_urgent_and_the_nurse_closes_the_loop(
    patient: GivePatient, nurse: Person
) -> None:
    ana = patient(430)
    asked = ana.says("got little red dots on my shins")
    assert ana.question() == "G0", asked
    told = answer_until(ana, decided)
    assert ana.decisions()[-1][0] == "urgent"
    assert "UB1" in ana.decisions()[-1][1]
    assert re.search(r"call", told, re.IGNORECASE), told

    page = ana.page(nurse)
    code = ana.escalations()[-1]["code"]
    assert f"ACK {code}" in page
    assert f"/cases/{ana.case()['id']}" in page
    for secret in ("dots", "bleed", "Given", "Family", ana.phone, "Lemtrada", "alemtuzumab"):
        assert secret.lower() not in page.lower()

    assert nurse.says(f"ack {code}")
    assert ana.escalations()[-1]["state"] == "acknowledged"
    ana.waits_for("care team|nurse|call")
    assert nurse.says(f"DONE {code} spoke")
    assert ana.escalations()[-1] | {"state": "closed", "outcome": "spoke"} == ana.escalations()[-1]
    assert ana.case()["state"] == "closed"


@pytest.mark.parametrize("question", ["G0", "B1", "B2", "B3", "B4", "B5", "B6", "B7"])
def test_a_headache_named_at_any_question_makes_it_an_emergency(
    patient: GivePatient, nurse: Person, question: str
) -> None:
    ben = patient(430)
    opening = "got little red dots on my shins" if question != "B4" else "i bruise so easily"
    ben.says(opening)
    answer_until(ben, lambda p: decided(p) or p.question() == question)
    if decided(ben):
        pytest.skip(f"this patient is not asked {question}")
    told = ben.says("kind of a headache since morning")
    if not decided(ben):
        told = answer_until(ben, decided)
    disposition, rules = ben.decisions()[-1]
    assert disposition == "emergency", (told, rules)
    assert "EB3" in rules or "X2" in rules
    assert "911" in told
    ben.page(nurse)


def test_a_fever_in_the_first_months_is_an_emergency_whatever_was_taken_for_it(
    patient: GivePatient, nurse: Person
) -> None:
    cora = patient(11)
    told = cora.says("101.2 F sore all over took tylenol 2h ago")
    if not decided(cora):
        told = answer_until(cora, decided)
    disposition, rules = cora.decisions()[-1]
    assert (disposition, "EF3" in rules) == ("emergency", True), rules
    assert "911" in told
    assert cora.escalations()[-1]["disposition"] == "emergency"
    cora.page(nurse)


def test_a_warm_flush_on_the_infusion_day_is_urgent(patient: GivePatient, nurse: Person) -> None:
    dan = patient(0)
    dan.says("38.2 flushed itchy arms")
    answer_until(dan, decided)
    disposition, rules = dan.decisions()[-1]
    assert (disposition, "UF1" in rules) == ("urgent", True), (disposition, rules)
    dan.page(nurse)


def test_yes_to_the_first_question_is_an_emergency_at_once(
    patient: GivePatient, nurse: Person
) -> None:
    eva = patient(200)
    eva.says("i feel feverish")
    assert "911" in eva.says("yes")
    assert eva.decisions()[-1][0] == "emergency"
    eva.page(nurse)


def test_not_sure_to_every_red_flag_ends_as_an_emergency(
    patient: GivePatient, nurse: Person
) -> None:
    fay = patient(430)
    fay.says("my gums bleed when i brush")
    fay.says("no")
    for _ in range(8):
        if decided(fay):
            break
        fay.says("not sure")
    assert fay.decisions()[-1][0] == "emergency"
    fay.page(nurse)
