"""What a first text tells is not asked again, unless that would hide worse signs beside it."""

from __future__ import annotations

from actions.intake import tellable
from actions.protocols import loaded


def test_a_cough_in_the_first_text_hides_no_blisters_near_the_eye() -> None:
    questions = loaded().questions
    assert not tellable(questions["F4"])
    assert not tellable(questions["B7"])


def test_a_temperature_in_the_first_text_is_not_asked_again() -> None:
    assert tellable(loaded().questions["F1"])
