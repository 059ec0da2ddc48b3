"""Which areas a first text opens, when what was learnt and what was heard differ."""

from __future__ import annotations

import pytest

from actions.action_open_case import OpenCase
from tests.actions.turns import act, tracker_of


def opened(text: str, intent: str) -> list[str]:
    reply = act(OpenCase(), tracker_of(text, intent))
    return [e["area"] for e in reply.of("area_opened")]


@pytest.mark.parametrize("learnt", ["bleeding", "fever"])
@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("my pee is foamy", "urine"),
        ("blood pressure 190/120", "palpitations"),
        ("yellow eyes", "liver"),
        ("i have a plan and a gun", "mood"),
        ("I had a headache last week", "general"),
    ],
)
def test_a_guess_does_not_outweigh_what_was_heard(text: str, heard: str, learnt: str) -> None:
    assert opened(text, f"report_{learnt}") == [heard]


def test_every_area_that_a_text_names_is_opened() -> None:
    assert opened("yellow eyes and a fever", "report_bleeding") == ["liver", "fever"]


def test_a_guess_that_a_misspelt_word_bears_out_stands() -> None:
    assert opened("im burnin up", "report_fever") == ["fever"]


def test_a_guess_that_no_word_bears_out_asks_about_all_else_too() -> None:
    assert opened("I feel zonked", "report_fever") == ["fever", "general"]


@pytest.mark.parametrize(
    ("text", "day", "areas"),
    [
        ("dry itchy skin patch on elbow", 500, ["skin"]),
        ("my arms itch", 500, ["skin"]),
        ("my arms itch", 5, ["infusion"]),
        ("my arms itch", None, ["infusion"]),
        ("my arms itch since the infusion today", 500, ["infusion"]),
        ("hives all over", 500, ["infusion"]),
    ],
)
def test_an_itch_opens_the_infusion_area_only_in_its_days(
    text: str, day: int | None, areas: list[str]
) -> None:
    context = {"days_since_infusion": day} if day is not None else {}
    reply = act(OpenCase(), tracker_of(text, "report_infusion", context=context))
    assert reply.memory.areas[: len(areas)] == areas
    assert ("infusion" in reply.memory.areas) == ("infusion" in areas)
