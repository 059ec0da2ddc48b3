"""At every question of both areas: help, a person, back, a question back, a red flag, and more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.system.installation import until
from tests.system.people import Patient, Person
from tests.system.test_story import answer_until, decided

GivePatient = Callable[..., Patient]

OPENINGS = {"bleeding": "i bruise so easily lately", "fever": "i think i have an infection"}
QUESTIONS = {
    "bleeding": ["G0", "B1", "B2", "B3", "B4", "B5", "B6", "B7"],
    "fever": ["G0", "F2", "F3", "F1", "F4", "F5", "F6", "F7"],
}
EVERY = [(area, question) for area, asked in QUESTIONS.items() for question in asked]


def brought_to(patient: Patient, area: str, question: str) -> Patient:
    patient.says(OPENINGS[area])
    answer_until(patient, lambda p: decided(p) or p.question() == question)
    if decided(patient):
        pytest.skip(f"on this path nobody is asked {question}")
    return patient


@pytest.mark.parametrize("area", OPENINGS)
def test_small_interruptions_leave_the_question_open(
    patient: GivePatient, nurse: Person, area: str
) -> None:
    ana = patient(200)
    ana.says(OPENINGS[area])
    for _ in range(9):
        if decided(ana):
            break
        asked = ana.question()
        for interruption in ("HELP", "why do you ask?", "NURSE"):
            assert ana.says(interruption), (asked, interruption)
            assert ana.question() == asked, interruption
        answer_until(ana, lambda p, asked=asked: decided(p) or p.question() != asked)  # type: ignore[misc]
    assert decided(ana)
    assert [e["reason"] for e in ana.escalations()] == ["nurse"]
    ana.page(nurse)


@pytest.mark.parametrize(("area", "question"), EVERY)
def test_an_emergency_is_answered_at_any_question(
    patient: GivePatient, nurse: Person, area: str, question: str
) -> None:
    ben = brought_to(patient(200), area, question)
    told = ben.says("no but i cant breathe")
    assert "911" in told
    assert ben.decisions()[-1][0] == "emergency"
    assert len(ben.escalations()) == 1
    ben.page(nurse)


@pytest.mark.parametrize(("area", "question"), [e for e in EVERY if e[1] != "G0"])
def test_back_asks_the_question_before_again(
    patient: GivePatient, area: str, question: str
) -> None:
    cora = brought_to(patient(430), area, question)
    assert cora.says("BACK")
    before = cora.question()
    assert before != question
    answer_until(cora, lambda p: decided(p) or p.question() == question)
    assert not decided(cora)


@pytest.mark.parametrize(("area", "question"), EVERY)
def test_restart_begins_anew_at_any_question(
    patient: GivePatient, nurse: Person, area: str, question: str
) -> None:
    dan = brought_to(patient(75), area, question)
    assert dan.says("RESTART")
    assert dan.says("little red dots on my legs")
    assert dan.question() == "G0"


@pytest.mark.parametrize(("area", "question"), EVERY)
def test_a_second_symptom_joins_the_case_at_any_question(
    patient: GivePatient, nurse: Person, area: str, question: str
) -> None:
    eva = brought_to(patient(430), area, question)
    other, words = {
        "bleeding": ("fever", "oh and i have a fever too"),
        "fever": ("bleeding", "also my gums are bleeding"),
    }[area]
    eva.says(words)
    areas = eva.installation.rows("select areas from cases where id = ?", eva.case()["id"])
    assert other in str(areas[0][0])
    if not decided(eva):
        answer_until(eva, decided)
    assert eva.escalations()
    eva.page(nurse)


@pytest.mark.parametrize(("area", "question"), EVERY)
def test_what_cannot_be_read_is_asked_again_and_then_counts_as_worst(
    patient: GivePatient, nurse: Person, area: str, question: str
) -> None:
    fay = brought_to(patient(200), area, question)
    assert fay.says("umbrella banana")
    assert fay.question() == question
    fay.says("banana umbrella")
    assert fay.question() != question


@pytest.mark.parametrize(("area", "question"), EVERY)
def test_stop_at_any_question_brings_a_human(
    patient: GivePatient, nurse: Person, area: str, question: str
) -> None:
    gil = brought_to(patient(11), area, question)
    assert gil.says("STOP") == ""
    until(gil.escalations, "a human hears that an undecided patient is gone")
    assert gil.escalations()[-1]["reason"] == "opted_out"
    gil.page(nurse)
