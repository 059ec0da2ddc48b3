"""Signs that are an emergency only together: data/lexicon/language/together.yml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from afterdose.language.concepts import Level, LexiconError
from afterdose.language.findings import Finding, rank
from afterdose.language.lexicon import FOLDER, known_findings

FILE = "language/together.yml"
_COUNTED = ("present", "other_person")
_LEVELS: dict[str, Level] = {"together": "emergency", "asked": "check"}


@dataclass(frozen=True)
class Together:
    """Groups of findings: one of each in a text makes them an emergency, or worth asking."""

    rule: str
    """The rule of clinical-basis.md."""
    groups: tuple[frozenset[str], ...]
    level: Level = "emergency"


def raised(findings: Sequence[Finding]) -> list[Finding]:
    """Raise to its level what stands in a text together with its like."""
    told = {f.name for f in findings if f.status in _COUNTED}
    levels: dict[str, Level] = {}
    for rule in together():
        parts = [told & group for group in rule.groups]
        if all(parts) and len(set[str]().union(*parts)) >= len(parts):
            for name in set[str]().union(*parts):
                levels[name] = max(levels.get(name, "none"), rule.level, key=rank)
    return [
        # Together they are a patient's problem, even where each alone names none.
        replace(f, level=levels[f.name], names_area=True)
        if f.status in _COUNTED and rank(f.level) < rank(levels.get(f.name, "none"))
        else f
        for f in findings
    ]


@cache
def together(folder: Path = FOLDER) -> tuple[Together, ...]:
    """Read the rules; raises LexiconError naming the rule that is wrong."""
    content: dict[str, Any] = yaml.safe_load((folder / FILE).read_text("utf-8"))
    groups = {name: frozenset(listed.split()) for name, listed in content["groups"].items()}
    return tuple(
        Together(rule, tuple(_group(rule, part, groups) for part in parts), level)
        for section, level in _LEVELS.items()
        for rule, parts in content[section].items()
    )


def _group(rule: str, part: str, groups: dict[str, frozenset[str]]) -> frozenset[str]:
    names = frozenset[str]().union(*(groups.get(w, {w}) for w in part.split()))
    unknown = sorted(names - set(known_findings()))
    if unknown:
        raise LexiconError(f"{FILE}: {rule} names {', '.join(unknown)}, which no words tell")
    return names
