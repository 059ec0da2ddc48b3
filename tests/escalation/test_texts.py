"""The words of this room: both languages, short, emergency instruction first."""

from __future__ import annotations

import pytest

from afterdose.messaging.segments import segments
from afterdose.texts import placeholders, texts

ROOM = "escalation."
TO_PATIENTS = ("escalation.seen", "escalation.waiting", "escalation.nobody")
VALUES = {
    "number": "1204", "level": "EMERGENCY", "limit": "15 min", "code": "K7M3",
    "link": "https://care.example.org/cases/" + "0" * 32, "clinic_phone": "+15550100199",
    "outcomes": "spoke, sent-to-ed, seen, unreachable, wrong-person", "when": "12:30 PM on 11/23",
    "emergency_number": "911",
}  # fmt: skip


def ours(language: str) -> dict[str, str]:
    return {key: text for key, text in texts(language).items() if key.startswith(ROOM)}


def test_every_text_stands_in_both_languages_with_the_same_places() -> None:
    english, spanish = ours("en"), ours("es")
    assert english.keys() == spanish.keys()
    for key in english:
        assert placeholders(english[key]) == placeholders(spanish[key]), key


@pytest.mark.parametrize("key", [key for key in ours("en") if key.startswith(TO_PATIENTS)])
def test_patients_texts_fit_two_parts_and_say_when_to_call_911(key: str) -> None:
    assert segments(ours("en")[key].format(**VALUES)) <= 2
    assert segments(ours("es")[key].format(**VALUES)) <= 4  # accents make the parts short
    for language in ("en", "es"):
        text = ours(language)[key]
        assert "{emergency_number}" in text
        assert not {"STOP", "END", "CANCEL", "QUIT"} & set(text.upper().split())
        if key.split(".")[2] == "emergency":
            assert text.index("{emergency_number}") < 60


@pytest.mark.parametrize("key", [key for key in ours("en") if key.startswith("escalation.page")])
def test_pages_fit_two_parts(key: str) -> None:
    assert segments(ours("en")[key].format(**VALUES)) <= 2
