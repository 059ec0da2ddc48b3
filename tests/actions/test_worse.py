"""A patient who corrects a temperature keeps the worse of the two answers."""

from __future__ import annotations

from typing import Any

import pytest

from actions.worse import worse_of
from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols


@pytest.mark.parametrize(
    ("new", "before", "kept"),
    [
        ("not_hot", {"celsius": 38.3}, {"celsius": 38.3}),
        ("not_hot", {"celsius": 36.5}, {"celsius": 36.5}),
        ({"celsius": 36.5}, "not_hot", {"celsius": 36.5}),
        ("hot", "not_hot", "hot"),
        ("not_hot", "hot", "hot"),
        ({"celsius": 39.0}, "hot", {"celsius": 39.0}),
        ("not_hot", "not_sure", "not_hot"),
    ],
)
def test_not_hot_takes_no_fever_back(new: Any, before: Any, kept: Any) -> None:
    question = load_protocols(ROOT / "data" / "protocols").questions["F1"]
    assert worse_of(question, new, before) == kept
