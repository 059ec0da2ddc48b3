"""The lexicon: what data/lexicon says, read once, with exact errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from afterdose.language.concepts import (
    LANGUAGES,
    Concept,
    Level,
    LexiconError,
    concepts_of,
    patterns_of,
)
from afterdose.language.cues import Cues
from afterdose.language.normalise import Normaliser
from afterdose.language.patterns import NUMBER, Pattern, lines
from afterdose.language.spelling import Speller

FOLDER = Path(__file__).resolve().parents[2] / "data" / "lexicon"


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
        # A list of entries: the same finding, with other bounds for the number in its words.
        for one in (entry if isinstance(entry, list) else [entry])
        for concept in concepts_of(file.name, area, name, one, language, groups)
    )
    cues = {
        kind: patterns_of(f"language/{language}.yml", kind, block, groups)
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


@cache
def only_together() -> frozenset[str]:
    """Name the findings that say nothing without another one."""
    known = (c for language in LANGUAGES for c in lexicon(language).concepts)
    return frozenset(c.name for c in known if c.only_together)


class _Loader(yaml.CSafeLoader):
    """Refuses a key that stands twice: the first entry would be lost without a word."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1 and key != "<<":
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key} stands twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


def _read(file: Path) -> dict[str, Any]:
    try:
        content = _Loader(file.read_text("utf-8")).get_single_data()
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(f"{file.name}: {error}") from None
    if not isinstance(content, dict):
        raise LexiconError(f"{file.name}: a mapping is expected")
    return content


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
    sounds = [(written, heard) for written, heard in shared.get("sounds", {}).items()]
    speller = Speller(
        literal, (w[:-1] for w in words if w.endswith("*")), common, spellings, sounds
    )
    confusables = {
        slip: right for right, slips in shared["confusables"].items() for slip in slips.split()
    }
    return Normaliser(spellings, merges, speller, confusables)


@cache
def _common(folder: Path, language: str) -> frozenset[str]:
    return frozenset(lines((folder / "common" / f"{language}.txt").read_text("utf-8")))
