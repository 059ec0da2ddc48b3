"""What a run plans: the same from the same seed, and emergencies that are some."""

from __future__ import annotations

import pytest

from afterdose.language.screen import screen
from tests.torture.faults import SENDS, chance, pick
from tests.torture.options import Options
from tests.torture.plan import kills
from tests.torture.scripts import EMERGENCIES, scripts


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("text", EMERGENCIES)
def test_the_screen_hears_each_emergency_of_the_scripts(text: str, language: str) -> None:
    assert screen(text, language).level == "emergency"


def test_the_same_seed_plans_the_same_texts_kills_and_faults(tmp_path: object) -> None:
    def plan(seed: int) -> object:
        options = Options(20, 300, "postgresql", seed, 2, 2, 8, 30.0, tmp_path)  # type: ignore[arg-type]
        faults = [pick(SENDS, chance(seed, "send", "+1", n)) for n in range(50)]
        return scripts(seed, 8, 300), kills(options), faults

    assert plan(1) == plan(1)
    assert plan(1) != plan(2)


def test_every_text_asked_for_is_planned() -> None:
    assert sum(map(len, scripts(5, 7, 100))) == 100
