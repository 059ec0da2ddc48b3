"""What people put around an emergency: politeness, slips of the keyboard, other words."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURS = {
    key: "".join(
        other
        for dy in (-1, 0, 1)
        if 0 <= y + dy < len(ROWS)
        for other in ROWS[y + dy][max(0, x - 1) : x + 2]
        if other != key
    )
    for y, row in enumerate(ROWS)
    for x, key in enumerate(row)
}

# Per language: what comes before and after. None of it denies, dates or speaks of somebody else.
POLITE = {
    "en": ("sorry to bother you so late but", "thank you so much for your help"),
    "es": ("disculpe la molestia pero", "muchas gracias por su ayuda"),
}
UNRELATED = {
    "en": "My appointment is on Tuesday.",
    "es": "Tengo mi cita el martes.",
}
PLAYED_DOWN = {
    "en": "it's probably nothing but",
    "es": "seguro que no es nada pero",
}
FILLERS = {
    "en": ("like", "really", "um", "just", "so", "kinda", "omg", "honestly"),
    "es": ("pues", "este", "como que", "la verdad", "ay", "muy", "asi", "bueno"),
}

Wrapper = Callable[[str, str, random.Random], str]


def polite(text: str, language: str, _: random.Random) -> str:
    """Excuse before, thanks after."""
    before, after = POLITE[language]
    return f"{before} {text}, {after}"


def upper(text: str, language: str, _: random.Random) -> str:
    """Shout."""
    return text.upper()


def no_spaces(text: str, language: str, _: random.Random) -> str:
    """Leave out the spaces after punctuation, with something before that has one."""
    return re.sub(r"([,.;:!?])\s+", r"\1", f"{UNRELATED[language]} {text}")


def unrelated(text: str, language: str, _: random.Random) -> str:
    """Say something else first."""
    return f"{UNRELATED[language]} {text}"


def played_down(text: str, language: str, _: random.Random) -> str:
    """Play it down."""
    return f"{PLAYED_DOWN[language]} {text}"


def filler(text: str, language: str, chance: random.Random) -> str:
    """Put a word that means nothing between any two words."""
    words = text.split(" ")
    at = chance.randrange(len(words) + 1)
    return " ".join([*words[:at], chance.choice(FILLERS[language]), *words[at:]])


def one_slip(text: str, language: str, chance: random.Random) -> str:
    """Slip once: a neighbouring key, a letter left out, doubled, or changed places."""
    places = [at for at, letter in enumerate(text) if letter.lower() in NEIGHBOURS]
    if not places:
        return text
    at = chance.choice(places)
    letter, rest = text[at], text[at + 1 :]
    kind = chance.choice(("neighbour", "left out", "doubled", "swapped"))
    if kind == "swapped" and rest[:1].lower() in NEIGHBOURS and rest:
        return text[:at] + rest[0] + letter + rest[1:]
    if kind == "left out":
        return text[:at] + rest
    if kind == "doubled":
        return text[:at] + letter * 2 + rest
    return text[:at] + chance.choice(NEIGHBOURS[letter.lower()]) + rest


def two_slips(text: str, language: str, chance: random.Random) -> str:
    """Slip twice."""
    return one_slip(one_slip(text, language, chance), language, chance)


# How often each is tried on a text: what chance decides is tried more than once.
WRAPPERS: dict[Wrapper, int] = {
    polite: 1,
    upper: 1,
    no_spaces: 1,
    unrelated: 1,
    played_down: 1,
    filler: 3,
    one_slip: 3,
    two_slips: 2,
}


def wrapped(wrapper: Wrapper, name: str, text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield ("one_slip 2", wrapped text) for each try: always the same ones for a text's id."""
    for time in range(WRAPPERS[wrapper]):
        label = f"{wrapper.__name__} {time + 1}"
        yield label, wrapper(text, language, random.Random(f"{name} {label}"))
