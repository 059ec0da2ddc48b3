"""A change that misses an emergency which was caught before fails, and names it."""

from __future__ import annotations

from pathlib import Path

from afterdose.evaluation.baseline import Baseline, regressions
from afterdose.evaluation.evaluation import Evaluation, evaluated
from afterdose.evaluation.sets import Labelled

SETS = Path(__file__).parent
BASELINE = Baseline.read(SETS / "baseline.json")


def compared() -> Evaluation:
    """Read only what the baseline names: the same as `make eval`, in seconds."""
    named = {*BASELINE.emergencies, *BASELINE.dangers}

    def those(items: list[Labelled]) -> list[Labelled]:
        return [one for one in items if one.id in named]

    return evaluated(SETS, those)


def test_nothing_that_was_caught_is_missed_now() -> None:
    assert regressions(BASELINE, compared()) == []


def test_the_baseline_holds_what_it_is_for() -> None:
    assert len(BASELINE.emergencies) >= 200
    assert len(BASELINE.dangers) >= 100
    assert "none" not in BASELINE.emergencies.values()
