"""The lexicon: what data/lexicon says, read once, with exact errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from afterdose.language.cues import Cues
from afterdose.language.normalise import Normaliser
from afterdose.language.patterns import NUMBER, Pattern, PatternError, lines, parse
from afterdose.language.spelling import Speller

FOLDER = Path(__file__).resolve().parents[2] / "data" / "lexicon"
LANGUAGES = ("en", "es")
LEVELS = ("none", "check", "emergency")
KEYS = {"level", "note", "names_area", "always_ask", "number", "also"}

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
    below: float | None = None
    at_least: float | None = None
    """Bounds for the number in the words, in the unit that the pattern speaks of."""


@dataclass(frozen=True)
class Lexicon:
    """Everything known about one language."""

    language: str
    concepts: tuple[Concept, ...]
    normaliser: Normaliser
    cues: Cues
    cuts: frozenset[str]
    vocabulary: frozenset[str]
    """The words of this language, common ones and the lexicon's own."""


@cache
def lexicon(language: str, folder: Path = FOLDER) -> Lexicon:
    """Read the lexicon of a language; raises LexiconError naming file, entry and pattern."""
    shared = _read(folder / "language" / f"{language}.yml")
    groups = {name: tuple(lines(words)) for name, words in shared.get("groups", {}).items()}
    concepts = tuple(
        concept
        for file in sorted(folder.glob("*.yml"))
        for area, entries in _read(file).items()
        for name, entry in entries.items()
        for concept in _concepts(file.name, area, name, entry, language, groups)
    )
    cues = {
        kind: _patterns(f"language/{language}.yml", kind, block, groups)
        for section in ("cues", "answers", "commands")
        for kind, block in shared[section].items()
    }
    cuts = frozenset(shared["cuts"].split())
    words = _words(concepts, cues.values()) | cuts
    normaliser = _normaliser(shared, words, folder)
    vocabulary = normaliser.speller.targets | _common(folder, language)
    return Lexicon(language, concepts, normaliser, Cues(cues), cuts, vocabulary)


@cache
def known_findings() -> dict[str, Level]:
    """Name every finding that the lexicon can produce, with its level."""
    return {c.name: c.level for language in LANGUAGES for c in lexicon(language).concepts}


def _read(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(f"{file.name}: {error}") from None
    if not isinstance(content, dict):
        raise LexiconError(f"{file.name}: a mapping is expected")
    return content


def _concepts(
    file: str,
    area: str,
    name: str,
    entry: Mapping[str, Any],
    language: str,
    groups: Mapping[str, tuple[str, ...]],
) -> Iterator[Concept]:
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
        _patterns(file, name, entry.get(f"{language}{kind}", ""), groups) for kind in kinds
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
        below=number.get("below"),
        at_least=number.get("at_least"),
    )
    yield concept
    # The same words may be a finding that the rules of another area know by its own name.
    for other in entry.get("also", "").split():
        yield replace(concept, name=other, area=other.partition(".")[0])


def _patterns(
    file: str, name: str, block: str, groups: Mapping[str, tuple[str, ...]]
) -> tuple[Pattern, ...]:
    try:
        return tuple(parse(line, groups) for line in lines(block))
    except PatternError as error:
        raise LexiconError(f"{file}: {name}: {error}") from None


def _words(concepts: Iterable[Concept], cues: Iterable[tuple[Pattern, ...]]) -> set[str]:
    patterns = [p for c in concepts for p in (*c.patterns, *c.idioms, *c.asked)]
    patterns += [p for kind in cues for p in kind]
    return {
        word
        for pattern in patterns
        for sequence in pattern.sequences
        for slot in sequence
        for word in slot
    } - {"", NUMBER}


def _normaliser(shared: Mapping[str, Any], words: set[str], folder: Path) -> Normaliser:
    spellings = {
        slip: tuple(right.split())
        for right, slips in shared["spellings"].items()
        for slip in slips.split()
    }
    merges = {
        tuple(pair.split()): one for one, block in shared["merges"].items() for pair in lines(block)
    }
    literal = {w for w in words if not w.endswith("*")}
    literal |= {w for right in spellings.values() for w in right} | set(merges.values())
    for word in sorted(literal & set(spellings)):
        if spellings[word] != (word,):
            raise LexiconError(f"a pattern says {word}: write {' '.join(spellings[word])}")
    # Neither language's words are slips of the other's.
    common = frozenset().union(*(_common(folder, language) for language in LANGUAGES))
    speller = Speller(literal, (w[:-1] for w in words if w.endswith("*")), common)
    return Normaliser(spellings, merges, speller)


@cache
def _common(folder: Path, language: str) -> frozenset[str]:
    return frozenset(lines((folder / "common" / f"{language}.txt").read_text("utf-8")))
