"""What a patient reads before the first question of an area; told without a Rasa server."""

import asyncio
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.action_emergency import Emergency
from actions.action_open_case import OpenCase
from actions.protocols import loaded


def texts(action: Any, text: str, language: str, intent: str, **metadata: Any) -> list[str]:
    """Run an action on a first text and return what the patient reads."""
    user = {
        "event": "user",
        "text": text,
        "metadata": {"language": language, "context": {"days_since_infusion": 400}, **metadata},
        "parse_data": {"intent": {"name": intent}},
    }
    slots = {"protocol_release": loaded().hash}
    tracker = Tracker("c", slots, {"text": text}, [user], False, None, {}, None)
    dispatcher = CollectingDispatcher()
    asyncio.run(action.run(dispatcher, tracker, {}))
    return [message["text"] for message in dispatcher.messages if message.get("text")]


@pytest.mark.parametrize(
    ("text", "language"), [("nothing makes me happy", "en"), ("nada me alegra", "es")]
)
def test_the_first_words_about_mood_are_the_crisis_line(text: str, language: str) -> None:
    said = texts(OpenCase(), text, language, "report_mood")
    assert "988" in said[0]
    assert "{" not in said[0]


def test_other_areas_begin_with_their_questions() -> None:
    assert texts(OpenCase(), "my foot drags when I walk", "en", "report_neuro") == []


def test_words_of_dying_hear_the_crisis_line_and_911_in_the_first_text() -> None:
    said = texts(Emergency(), "I want to die", "en", "emergency")
    assert "Call or text 988 now." in said[0]
    assert "Call 911 now." in said[0]
