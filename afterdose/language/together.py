"""Signs that are an emergency only together: data/lexicon/language/together.yml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from afterdose.language.concepts import LexiconError
from afterdose.language.findings import Finding, rank
from afterdose.language.lexicon import FOLDER, known_findings

FILE = "language/together.yml"
# Another person's signs are an emergency too, but not half hers and half the patient's.
_COUNTED = ("present", "other_person")


@dataclass(frozen=True)
class Together:
    """Groups of findings: one of each in a text makes it an emergency."""

    rule: str
    """The rule of clinical-basis.md."""
    groups: tuple[frozenset[str], ...]


def raised(findings: Sequence[Finding]) -> list[Finding]:
    """Raise to emergency what stands in a text together with its like."""
    telling: set[str] = set()
    for status in _COUNTED:
        told = {f.name for f in findings if f.status == status}
        for rule in together():
            parts = [told & group for group in rule.groups]
            if all(parts) and len(set().union(*parts)) >= len(parts):
                telling |= set().union(*parts)
    return [
        replace(f, level="emergency")
        if f.name in telling and f.status in _COUNTED and rank(f.level) < rank("emergency")
        else f
        for f in findings
    ]


@cache
def together(folder: Path = FOLDER) -> tuple[Together, ...]:
    """Read the rules; raises LexiconError naming the rule that is wrong."""
    content: dict[str, Any] = yaml.safe_load((folder / FILE).read_text("utf-8"))
    groups = {name: frozenset(listed.split()) for name, listed in content["groups"].items()}
    return tuple(
        Together(rule, tuple(_group(rule, part, groups) for part in parts))
        for rule, parts in content["together"].items()
    )


def _group(rule: str, part: str, groups: dict[str, frozenset[str]]) -> frozenset[str]:
    names = frozenset[str]().union(*(groups.get(w, {w}) for w in part.split()))
    unknown = sorted(_unknown(names))
    if unknown:
        raise LexiconError(f"{FILE}: {rule} names {', '.join(unknown)}, which no words tell")
    return names


def _unknown(names: Iterable[str]) -> set[str]:
    return set(names) - set(known_findings())
