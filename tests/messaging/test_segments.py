from __future__ import annotations

import pytest

from afterdose.messaging.segments import segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 153, 3),  # 76 in a segment: none is cut in two
        ("ñ" * 160, 1),
        ("í" * 70, 1),  # í is not in the alphabet, ì is
        ("í" * 71, 2),
        ("🤒" * 35, 1),
        ("🤒" * 36, 2),
        ("🤒" * 67, 3),
    ],
)
def test_segments(text: str, count: int) -> None:
    assert segments(text) == count
