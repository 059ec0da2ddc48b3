"""Text commands of the patient: a command is the whole message, never a part of it.

Only NURSE may stand in more words: a short wish that begins with it, or a complaint that
nobody called. What else such a text tells is screened apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from afterdose.language.concepts import LANGUAGES
from afterdose.language.lexicon import Lexicon, lexicon
from afterdose.language.normalise import Token
from afterdose.language.phrases import whole

Command = Literal["stop", "start", "help", "nurse", "called", "back", "restart"]

COMMANDS: tuple[Command, ...] = ("stop", "start", "help", "nurse", "called", "back", "restart")

SHORT = 6
"""The most words of a wish that begins with NURSE."""
# "Nobody called 911" asks for no nurse.
_OTHERS = frozenset({"911", "an", "ambulance", "la", "una", "ambulancia", "al", "el"})
_SLASHED = re.compile(r"\W*/")


def command(text: str) -> Command | None:
    """Return the command that the text is, in English or Spanish, or None.

    A text that begins with "/" is none: Rasa would obey it, so to everyone it is plain words.
    """
    if _SLASHED.match(text):
        return None
    for language in LANGUAGES:
        words = lexicon(language)
        # A slip is never mended into a command: STOP is an act that the carrier follows.
        tokens = words.normaliser.tokens(text, correct=False)
        for name in COMMANDS:
            if whole(words, tokens, name):
                return name
    for language in LANGUAGES:
        words = lexicon(language)
        if _nurse_wanted(words, words.normaliser.tokens(text, correct=False)):
            return "nurse"
    return None


def _nurse_wanted(words: Lexicon, tokens: Sequence[Token]) -> bool:
    plain = [t for t in tokens if t.kind != "mark"]
    if (
        words.cues.length("nurse_first", plain, 0)
        and len(plain) <= SHORT
        and all(words.cues.length("nurse_wish", plain, at) for at in range(1, len(plain)))
    ):
        return True
    for at in range(len(tokens)):
        length = words.cues.length("nobody_called", tokens, at)
        following = tokens[at + length].text if at + length < len(tokens) else ""
        if length and following not in _OTHERS:
            return True
    return False
