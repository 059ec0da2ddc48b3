"""Times of day that say since when, never a shorter time than was told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from afterdose.language.answers import understand

NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
TABLE = [
    ("since 6 this morning", "en", 7),
    ("since 11 last night", "en", 14),
    ("since about 12:30 pm", "en", 0.5),
    ("desde las 11 de la noche", "es", 14),
    ("desde ayer a las 6 de la tarde", "es", 19),
    # The day says more than the hour, and how many days more than both.
    ("since 8 in the morning on friday", "en", 72),
    ("2 days, since 8 this morning worse", "en", 48),
    ("a fortnight", "en", 336),
]


@pytest.mark.parametrize(("text", "language", "hours"), TABLE)
def test_a_clock_time_is_a_length_of_time(text: str, language: str, hours: float) -> None:
    assert understand(text, "duration", (), language, NOW).value == {"hours": hours}


def test_half_a_day_left_open_is_not_guessed() -> None:
    assert understand("since 6", "duration", (), "en", NOW).unclear
