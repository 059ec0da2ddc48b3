"""What the patients text: planned from the seed, before anything starts."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.torture.faults import chance

OPENINGS = (
    "my gums bleed when i brush",
    "got little red dots on my shins",
    "i bruise so easily",
    "i feel feverish",
    "101.2 F sore all over",
    "my heart is racing at night",
    "pee looks dark like cola",
    "my legs feel numb since monday",
    "flushed and itchy arms after the infusion",
    "i have a dry cough",
    "skin looks a bit yellow",
    "just cold, runny nose",
    "rash on my belly",
)
ANSWERS = (
    "no",
    "no",
    "no",
    "yes",
    "none",
    "not sure",
    "37.0 C",
    "38.4",
    "since yesterday, no",
    "yes, every day",
    "1",
    "7",
    "no wait, yes",
    "a little",
    "about 3 days",
    "hmm",
)
ASIDES = ("thanks", "ok", "HELP", "NURSE", "BACK", "RESTART", "CALLED", "who are you?")
# The screen alone has to hear these; tests/torture/test_scripts.py asks it.
EMERGENCIES = (
    "i cant breathe and my chest hurts",
    "my face is drooping and i cant speak",
    "i cough up blood and cant breathe",
    "worst headache of my life, came on suddenly",
    "i want to kill myself",
)
STOP, START = "STOP", "START"


@dataclass(frozen=True)
class Line:
    """One text of a patient, and whether the patient waits for an answer before the next."""

    body: str
    waits: bool
    pause: float  # seconds before it is texted
    media_count: int = 0
    emergency: bool = False


def scripts(seed: int, patients: int, texts: int) -> list[list[Line]]:
    """Plan so many texts in all, shared out evenly."""
    shares = [texts // patients + (n < texts % patients) for n in range(patients)]
    return [_script(chance(seed, "script", n), share) for n, share in enumerate(shares)]


def _script(dice: random.Random, length: int) -> list[Line]:
    lines: list[Line] = []
    while len(lines) < length:
        lines += _episode(dice)
    return lines[:length]


def _episode(dice: random.Random) -> list[Line]:
    """One problem: an opening, some answers, and sometimes what gets in between."""
    told = [_line(dice, dice.choice(OPENINGS))]
    for _ in range(dice.randint(3, 9)):
        what = dice.random()
        if what < 0.05:
            told.append(_line(dice, dice.choice(EMERGENCIES), emergency=True))
        elif what < 0.12:
            told.append(_line(dice, dice.choice(ASIDES)))
        elif what < 0.14:
            told.append(_line(dice, "", media_count=1))
        elif what < 0.16:
            told += [_line(dice, STOP), _line(dice, dice.choice(ANSWERS)), _line(dice, START)]
        else:
            told.append(_line(dice, dice.choice(ANSWERS)))
    return told


def _line(dice: random.Random, body: str, media_count: int = 0, emergency: bool = False) -> Line:
    in_a_burst = dice.random() < 0.2
    return Line(
        body,
        waits=not in_a_burst and body != STOP,
        pause=dice.uniform(0, 0.15) if in_a_burst else dice.uniform(0.1, 1.0),
        media_count=media_count,
        emergency=emergency,
    )
