"""What a patient's words can tell: the entries of data/lexicon, checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from afterdose.language.patterns import Pattern, PatternError, lines, parse

LANGUAGES = ("en", "es")
LEVELS = ("none", "check", "emergency")
KEYS = {"level", "note", "names_area", "always_ask", "sudden", "only_together", "number", "also"}

Level = Literal["none", "check", "emergency"]


class LexiconError(ValueError):
    """A file of the lexicon is wrong; the message names file, entry and pattern."""


@dataclass(frozen=True)
class Concept:
    """A finding that words can tell: its name, area, level and patterns of one language."""

    name: str
    area: str
    level: Level
    patterns: tuple[Pattern, ...]
    idioms: tuple[Pattern, ...] = ()
    """Ways to say the words without the symptom: "a headache to deal with"."""
    asked: tuple[Pattern, ...] = ()
    """Words that tell it only when a red-flag question is open: "chest"."""
    names_area: bool = True
    """Whether the words name the area as the patient's problem."""
    always_ask: bool = False
    """Whether only a plain negation may silence it (self-harm)."""
    only_together: bool = False
    """Whether it counts beside another sign only (language/together.yml), and else is dropped."""
    sudden: bool = False
    """Whether only a sudden one is an emergency: told as days old, it is asked about."""
    below: float | None = None
    at_least: float | None = None
    """Bounds for the number in the words, in the unit that the pattern speaks of."""


def concepts_of(
    file: str,
    area: str,
    name: str,
    entry: Mapping[str, Any],
    language: str,
    groups: Mapping[str, tuple[str, ...]],
) -> Iterator[Concept]:
    """Check one entry of a file, and yield it and its other names; raises LexiconError."""
    kinds = ("", "_idioms", "_asked")
    allowed = KEYS | {f"{one}{kind}" for one in LANGUAGES for kind in kinds}
    for key in entry:
        if key not in allowed:
            raise LexiconError(f"{file}: {name} has an unknown key {key}")
    if entry.get("level") not in LEVELS:
        raise LexiconError(f"{file}: {name} needs a level, one of {', '.join(LEVELS)}")
    if "." not in name:
        raise LexiconError(f"{file}: {name} is not an area.name")
    plain, idioms, asked = (
        patterns_of(file, name, entry.get(f"{language}{kind}", ""), groups) for kind in kinds
    )
    number = entry.get("number", {})
    concept = Concept(
        name=name,
        area=area,
        level=entry["level"],
        patterns=plain,
        idioms=idioms,
        asked=asked,
        names_area=entry.get("names_area", True),
        always_ask=entry.get("always_ask", False),
        only_together=entry.get("only_together", False),
        sudden=entry.get("sudden", False),
        below=number.get("below"),
        at_least=number.get("at_least"),
    )
    yield concept
    # The same words may be a finding that the rules of another area know by its own name.
    for other in entry.get("also", "").split():
        yield replace(concept, name=other, area=other.partition(".")[0])


def patterns_of(
    file: str, name: str, block: str, groups: Mapping[str, tuple[str, ...]]
) -> tuple[Pattern, ...]:
    """Read a block of patterns; raises LexiconError naming file, entry and pattern."""
    try:
        return tuple(parse(line, groups) for line in lines(block))
    except PatternError as error:
        raise LexiconError(f"{file}: {name}: {error}") from None
