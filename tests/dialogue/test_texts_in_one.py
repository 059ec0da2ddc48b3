from __future__ import annotations

from afterdose.dialogue.texts_in_one import joined


def test_neighbours_are_joined_while_two_segments_hold_them() -> None:
    assert joined(["a" * 150, "b" * 155, "c"]) == ["a" * 150 + "\n" + "b" * 155, "c"]


def test_letters_outside_the_sms_alphabet_take_more_room() -> None:
    assert joined(["á" * 67, "b" * 66]) == ["á" * 67 + "\n" + "b" * 66]
    assert joined(["á" * 67, "b" * 67]) == ["á" * 67, "b" * 67]


def test_a_long_text_stays_whole_and_empty_ones_fall_out() -> None:
    assert joined(["", "x" * 500, "  ", " y "]) == ["x" * 500, "y"]
