"""A share stands with what chance leaves open about it."""

from __future__ import annotations

import pytest

from afterdose.evaluation.rates import Rate, rate


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # Newcombe 1998, Stat Med 17:857, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0000),
    ],
)
def test_the_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    interval = Rate(hits, of).interval
    assert interval is not None
    assert interval == pytest.approx((low, high), abs=0.0001)


def test_no_texts_have_no_share() -> None:
    assert rate([]).to_json() == {"hits": 0, "of": 0, "share": None, "low": None, "high": None}


def test_a_share_counts_what_is_true() -> None:
    assert rate(text == "a" for text in "abca") == Rate(2, 4)
