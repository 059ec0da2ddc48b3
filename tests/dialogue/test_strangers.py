from __future__ import annotations

import pytest

from afterdose.settings import settings
from tests.dialogue.story import STRANGER, Story


def test_an_unknown_number_hears_where_to_get_help(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERDOSE_CLINIC_PHONE", "+15550100199")
    settings.cache_clear()

    message = story.text("my nose bleeds", phone=STRANGER)

    (text,) = story.bodies(phone=STRANGER)
    assert "911" in text
    assert "+15550100199" in text
    assert "Lemtrada" not in text
    assert "alemtuzumab" not in text
    assert story.message(message).state == "handled"
    assert (story.cases(), story.rasa.heard) == ([], [])


def test_an_unknown_number_is_answered_once_a_day(story: Story) -> None:
    for body in ("hello", "I can't breathe", "hello?"):
        story.text(body, phone=STRANGER)
        story.wait(minutes=300)
    assert len(story.bodies(phone=STRANGER)) == 1

    story.wait(minutes=12 * 60)
    story.text("hello", phone=STRANGER)

    assert len(story.bodies(phone=STRANGER)) == 2


def test_stop_of_an_unknown_number_is_not_answered(story: Story) -> None:
    story.text("STOP", phone=STRANGER)

    assert story.bodies(phone=STRANGER) == []
