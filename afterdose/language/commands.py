"""Text commands of the patient: a command is the whole message, never a part of it."""

from __future__ import annotations

from typing import Literal

from afterdose.language.concepts import LANGUAGES
from afterdose.language.lexicon import lexicon
from afterdose.language.phrases import whole

Command = Literal["stop", "start", "help", "nurse", "called", "back", "restart"]

COMMANDS: tuple[Command, ...] = ("stop", "start", "help", "nurse", "called", "back", "restart")


def command(text: str) -> Command | None:
    """Return the command that the text is, in English or Spanish, or None."""
    for language in LANGUAGES:
        words = lexicon(language)
        # A slip is never mended into a command: STOP is an act that the carrier follows.
        tokens = words.normaliser.tokens(text, correct=False)
        for name in COMMANDS:
            if whole(words, tokens, name):
                return name
    return None
