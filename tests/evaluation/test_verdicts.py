"""What counts as right, as a miss, and as the worst of misses."""

from __future__ import annotations

from typing import Any

import pytest

from afterdose.evaluation import answers, areas, screening
from afterdose.evaluation.answers import Answered
from afterdose.evaluation.nlu import Intent
from afterdose.evaluation.rates import Rate
from afterdose.evaluation.screening import Screened
from tests.evaluation.labels import answer, item, text


def read(expected: str, level: str, *, also: tuple[str, ...] = (), **more: Any) -> Screened:
    line = text("t", "words", expected, label={"also": list(also)} if also else {}, **more)
    return Screened(item(line), {"level": level, "areas": [], "findings": []}, 0.001)


def answered(kind: str, told: Any, got: Any, danger: str | None = "yes") -> Answered:
    """An answer with this label that was read as `got`; None is unclear on both sides."""
    result = {"value": got, "unclear": got is None, "level": "none"}
    return Answered(item(answer("a", kind, "x", told, danger=danger), "answer"), result, 0.001)


@pytest.mark.parametrize(
    ("expected", "level", "verdict"),
    [
        ("emergency", "emergency", "right"),
        ("emergency", "check", "asked"),
        ("emergency", "none", "missed"),
        ("check", "emergency", "false emergency"),
        ("check", "none", "unasked"),
        ("none", "emergency", "false emergency"),
        ("none", "check", "false check"),
        ("none", "none", "right"),
    ],
)
def test_each_level_read_as_each(expected: str, level: str, verdict: str) -> None:
    assert read(expected, level).verdict == verdict


def test_where_two_nurses_differ_either_is_right() -> None:
    assert read("none", "check", also=("check",)).verdict == "right"
    assert read("none", "emergency", also=("check",)).verdict == "false emergency"
    counted = screening.rates([read("none", "check", also=("check",)), read("none", "check")])
    assert counted["none_raised"] == Rate(1, 2)


def test_the_figures_count_each_group_on_its_own() -> None:
    texts = [
        read("emergency", "check", polarity="present"),
        read("emergency", "emergency", polarity="past"),
        read("check", "check", polarity="past"),
        read("none", "emergency", polarity="past"),
    ]
    told = screening.figures(texts)
    assert told["confusion"]["emergency"] == {"emergency": 1, "check": 1, "none": 0}
    assert told["rates"]["emergency_seen"]["hits"] == 2
    assert told["rates"]["emergency_called"]["share"] == 0.5
    assert (told["rates"]["others_called"]["hits"], told["rates"]["others_called"]["of"]) == (1, 2)
    assert told["by"]["polarity"]["past"]["rates"]["emergency_called"]["of"] == 1
    assert [miss["verdict"] for miss in told["misses"]] == ["asked", "false emergency"]


def test_what_the_second_reading_alone_raised_is_counted_apart() -> None:
    by_words, by_meaning = read("none", "check"), read("none", "check")
    by_meaning.result["findings"].append({"name": "general.second_reading"})
    told = screening.figures([by_words, by_meaning, read("emergency", "emergency")])
    assert (told["by_meaning"]["none"]["hits"], told["by_meaning"]["none"]["of"]) == (1, 2)
    assert told["by_meaning"]["emergency"]["hits"] == 0


@pytest.mark.parametrize(
    ("kind", "told", "got", "verdict", "opposite"),
    [
        ("yes_no", True, True, "right", False),
        ("yes_no", True, None, "unclear", False),
        ("yes_no", True, "not_sure", "wrong", False),
        ("yes_no", True, False, "wrong", True),
        ("yes_no", False, True, "wrong", True),  # "can you keep water down?" no
        ("yes_no", None, False, "wrong", True),
        ("yes_no", None, True, "wrong", False),
        ("yes_no", None, None, "right", False),
        ("choice", "at_rest", "stairs", "wrong", True),
        ("choice", "at_rest", None, "unclear", False),
        ("multi", ["fit", "speech"], ["speech", "fit"], "right", False),
        ("multi", ["fit", "speech"], ["fit"], "wrong", False),
        ("multi", ["fit"], ["none"], "wrong", True),
        ("temperature", {"celsius": 38.3}, {"celsius": 38.333}, "right", False),
        ("temperature", {"celsius": 39.0}, {"celsius": 37.0}, "wrong", True),
        ("temperature", {"celsius": 39.0}, {"celsius": 40.0}, "wrong", False),
        ("number", 6000, 6.0, "wrong", True),
        ("number", 190, 190.0, "right", False),
        ("duration", {"hours": 72}, {"hours": 70}, "right", False),
        ("duration", {"hours": 24}, {"hours": 48}, "wrong", True),
        ("date", "2026-11-17", "2026-11-17", "right", False),
    ],
)
def test_answers(kind: str, told: Any, got: Any, verdict: str, opposite: bool) -> None:
    one = answered(kind, told, got)
    assert (one.verdict, one.opposite) == (verdict, opposite)


def test_only_a_danger_has_an_opposite() -> None:
    assert not answered("yes_no", True, False, danger="no").opposite
    counted = answers.figures([answered("yes_no", True, False), answered("yes_no", True, True)])
    assert counted["rates"]["opposite"]["of"] == 2
    assert [miss["verdict"] for miss in counted["misses"]] == ["opposite"]


def test_areas_are_counted_for_each_reader() -> None:
    both = text("t", "dots and hot", "check", "bleeding", "fever")
    screened = Screened(item(both), {"level": "check", "areas": ["bleeding"], "findings": []}, 0.0)
    mid_case = Screened(item(both | {"kind": "mid_case"}), screened.result, 0.0)
    learnt = {"t": Intent("report_fever", 0.9)}
    told = areas.figures([screened, mid_case], learnt, lambda text, intent: ["fever", "general"])
    assert told["openings"] == 1
    found = {reader: counts["all"]["recall"]["hits"] for reader, counts in told["readers"].items()}
    assert found == {"screen": 1, "nlu": 1, "both": 2, "conversation": 1}
    assert told["readers"]["both"]["every_area_of_several"]["share"] == 1
    assert told["intents"]["names an area"] == {"an area of the label": 1}
    (missed,) = told["misses"]
    assert (missed["expected"], missed["conversation"]) == (["bleeding", "fever"], ["fever"])


def test_without_a_model_only_the_screen_is_counted() -> None:
    told = areas.figures([read("none", "none")], None, None)
    assert (list(told["readers"]), told["intents"]) == (["screen"], None)
