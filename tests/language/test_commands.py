"""A command is the whole message; the word inside a sentence is none.

A nurse may also be wanted in a few more words, or because nobody called.
"""

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
        ("NURSE please call me", "nurse"), ("nurse!!", "nurse"), ("Nurse, call me now", "nurse"),
        ("quiero una enfermera por favor", "nurse"), ("enfermera llámeme ya", "nurse"),
        ("nobody called", "nurse"), ("nobody has called me", "nurse"),
        ("its been 2 hours nobody called", "nurse"), ("no one has called me yet", "nurse"),
        ("the nurse never called", "nurse"), ("I haven't gotten a call", "nurse"),
        ("nadie me ha llamado", "nurse"), ("todavía no me llaman", "nurse"),
        ("nobody's called me", "nurse"), ("why hasn't anyone called", "nurse"),
        ("nobody called 911", None), ("nurse said my gums are fine", None),
        ("nurse my leg is numb", None), ("the nurse called me back", None),
        ("please stop the bleeding", None), ("it wont stop", None), ("my back hurts", None),
        ("nurse was nice", None), ("help me i fell", None), ("yes", None), ("", None),
        ("stpo", None), ("/restart", None), (" /stop", None), ("/help", None), ("//nurse", None),
        ("\u200b/restart", None), ("I called my mom", None),
    ],
)  # fmt: skip
def test_commands(text: str, expected: str | None) -> None:
    assert command(text) == expected
