from __future__ import annotations

from dataclasses import replace

import pytest

from afterdose.escalation.deadlines import load_deadlines
from afterdose.escalation.rungs import (
    Rung,
    ends_round,
    freeze,
    people,
    round_after,
    steps_due,
    wait_seconds,
)

EMERGENCY = load_deadlines()["emergency"]
EVERYBODY = ("nora", "paul", "sue")


def three() -> list[Rung]:
    return freeze({1: ["nora"], 2: ["paul"]}, ["sue"], [], EMERGENCY)


def test_nurse_physician_supervisor_at_0_5_and_10_minutes_then_again_with_the_supervisor() -> None:
    paged, minute = [], 0
    for step in range(1, 7):
        paged.append((minute, people(three(), step)))
        minute += wait_seconds(three(), step) // 60
    assert paged == [
        (0, ["nora"]),
        (5, ["paul"]),
        (10, ["sue"]),
        (15, ["nora", "sue"]),
        (20, ["paul", "sue"]),
        (25, ["sue"]),
    ]


def test_the_supervisor_joins_at_ten_minutes_even_when_the_rota_has_more_steps() -> None:
    rota = {1: ["nora"], 2: ["nick"], 3: ["paul"], 4: ["petra"]}
    ladder = freeze(rota, ["sue"], [], EMERGENCY)
    assert [people(ladder, step) for step in (1, 2, 3, 4)] == [
        ["nora"],
        ["nick"],
        ["paul", "sue"],
        ["petra", "sue"],
    ]


def test_a_gap_in_the_rotas_steps_costs_no_time_and_nobody_is_paged_twice_at_a_step() -> None:
    ladder = freeze({1: ["nora", "nora"], 3: ["sue"]}, ["sue"], ["x"], EMERGENCY)
    assert [rung["clinician_ids"] for rung in ladder] == [["nora"], ["sue"]]


def test_without_a_shift_the_fallback_is_the_ladder_and_without_anybody_there_is_none() -> None:
    ladder = freeze({}, ["sue"], ["sue"], EMERGENCY)
    assert [rung["clinician_ids"] for rung in ladder] == [["sue"]]
    assert freeze({1: []}, [], [], EMERGENCY) == []


@pytest.mark.parametrize(("late", "due"), [(0, [2]), (299, [2]), (300, [2, 3]), (99_999, [2, 3])])
def test_a_late_timer_pages_the_steps_it_missed_to_the_end_of_the_round(
    late: int, due: list[int]
) -> None:
    assert steps_due(three(), 1, EVERYBODY, late_seconds=late) == due


def test_after_the_last_step_the_first_comes_again_however_late() -> None:
    assert steps_due(three(), 3, EVERYBODY) == [4]
    assert steps_due(three(), 3, EVERYBODY, same_round=True) == []


def test_a_step_with_nobody_on_duty_is_stepped_over() -> None:
    assert steps_due(three(), 1, ("nora", "sue")) == [3]
    assert steps_due(three(), 1, ("nora",)) == [4]
    assert steps_due(three(), 1, ("nora",), same_round=True) == []


def test_rounds_are_counted_by_the_ladders_length() -> None:
    assert [round_after(three(), step) for step in (0, 1, 3, 4, 6)] == [1, 4, 4, 7, 7]
    assert [ends_round(three(), step) for step in (1, 3, 4, 6)] == [False, True, False, True]


def test_the_wait_is_the_clinics_setting() -> None:
    patient = replace(EMERGENCY, acknowledge_minutes=7)
    assert wait_seconds(freeze({1: ["nora"]}, [], [], patient), 5) == 7 * 60
