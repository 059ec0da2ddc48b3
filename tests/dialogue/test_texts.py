from __future__ import annotations

import re

import pytest

from afterdose.messaging.segments import segments
from afterdose.settings import settings
from afterdose.texts import placeholders, render, texts

FORBIDDEN = re.compile(r"\b(STOP|END|CANCEL|QUIT|UNSUBSCRIBE)\b")
KEYS = sorted(key for key in texts("en") if key.startswith("turn."))


def test_every_text_exists_in_both_languages_with_the_same_places() -> None:
    assert sorted(key for key in texts("es") if key.startswith("turn.")) == KEYS
    for key in KEYS:
        assert placeholders(texts("en")[key]) == placeholders(texts("es")[key]), key


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("key", [k for k in KEYS if "because" not in k])
def test_a_patient_text_is_short_and_offers_no_word_of_the_carrier(
    key: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERDOSE_CLINIC_PHONE", "+15550100199")
    settings.cache_clear()
    text = render(key, language, month="noviembre", year=2026)

    assert not FORBIDDEN.search(text)
    assert segments(text) <= (2 if language == "en" else 4)


@pytest.mark.parametrize(
    "key",
    [
        "turn.plain_emergency",
        "turn.fail_safe",
        "turn.fail_safe_doubtful",
        "turn.picture",
        "turn.stranger",
        "turn.reminder_red_flag",
    ],
)
def test_the_emergency_instruction_comes_first(key: str) -> None:
    assert "911" in render(key, "en", clinic_phone="+15550100199").partition(".")[0]
