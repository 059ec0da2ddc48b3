"""A command is the whole message; the word inside a sentence is none."""

from __future__ import annotations

import pytest

from afterdose.language.commands import command


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STOP", "stop"), ("stop.", "stop"), ("Unsubscribe", "stop"), ("STOPALL", "stop"),
        ("CANCEL", "stop"), ("END", "stop"), ("quit", "stop"), ("OPTOUT", "stop"),
        ("REVOKE", "stop"), ("ARRET", "stop"), ("ALTO", "stop"), ("start", "start"),
        ("UNSTOP", "start"), ("HELP", "help"), ("info", "help"), ("AYUDA", "help"),
        ("NURSE", "nurse"), ("nurse please", "nurse"), ("talk to a person", "nurse"),
        ("Can I talk to a nurse?", "nurse"), ("can someone call me", "nurse"),
        ("enfermera", "nurse"), ("quiero hablar con una enfermera", "nurse"),
        ("CALLED", "called"), ("I called 911", "called"), ("LLAMÉ", "called"),
        ("ya llamé", "called"), ("ambulance is on the way", "called"), ("BACK", "back"),
        ("go back", "back"), ("ATRÁS", "back"), ("restart", "restart"),
        ("start over", "restart"), ("REINICIAR", "restart"), ("empezar de nuevo", "restart"),
        ("please stop the bleeding", None), ("it wont stop", None), ("my back hurts", None),
        ("nurse was nice", None), ("help me i fell", None), ("yes", None), ("", None),
        ("stpo", None), ("/restart", None), (" /stop", None), ("/help", None), ("//nurse", None),
        ("\u200b/restart", None), ("I called my mom", None),
    ],
)  # fmt: skip
def test_commands(text: str, expected: str | None) -> None:
    assert command(text) == expected
