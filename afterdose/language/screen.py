"""The red-flag screen: what a text alone says about danger, by words and fixed rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from afterdose.language.context import Clause, Reading, Status, read
from afterdose.language.lexicon import LANGUAGES, LEVELS, Level, lexicon
from afterdose.language.matching import Match, finder
from afterdose.language.normalise import Token


class OpenQuestion(Protocol):
    """What the screen reads of the question that the patient was last asked."""

    @property
    def red_flag(self) -> bool:
        """Whether the question asks for a red flag."""


@dataclass(frozen=True)
class Finding:
    """A concept that the words tell: `span` is (start, end) in the text as it came.

    `level` is what these words warrant in their context, which may be less than the
    level of the concept: a red flag in a question is a `check`.
    """

    name: str
    span: tuple[int, int]
    status: Status
    level: Level
    area: str
    names_area: bool = True


@dataclass(frozen=True)
class Screening:
    """The verdict on one text."""

    level: Level
    areas: tuple[str, ...]
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data in the shape of the contract, with area and level added."""
        return {
            "level": self.level,
            "areas": list(self.areas),
            "findings": [
                {
                    "name": f.name,
                    "span": list(f.span),
                    "status": f.status,
                    "level": f.level,
                    "area": f.area,
                }
                for f in self.findings
            ],
        }


def screen(
    text: str, language: str | None = None, *, question: OpenQuestion | None = None
) -> Screening:
    """Judge any text; never fails.

    Both lexicons are always used, since patients mix languages; `language` (en, es or
    None for unknown) only says in which one slips of the keyboard are mended.
    """
    asked = bool(question is not None and question.red_flag)
    readings = {
        one: _findings(text, one, correct=language not in LANGUAGES or language == one, asked=asked)
        for one in LANGUAGES
    }
    first, second = sorted(LANGUAGES, key=lambda one: (one != language, -_share(text, one)))
    findings = readings[first] + [
        # Words of both languages ("vertigo", "convulsion") mean what their own says.
        f
        for f in readings[second]
        if not any(_same(f, own) for own in readings[first])
    ]
    worst = {(f.span, f.name): f for f in sorted(findings, key=lambda f: _rank(f.level))}
    ordered = tuple(finding for _, finding in sorted(worst.items()))
    level: Level = max((f.level for f in ordered), key=_rank, default="none")
    return Screening(level, tuple(areas_of(ordered)), ordered)


def areas_of(findings: Iterable[Finding]) -> list[str]:
    """Name the areas that findings speak of, in their order; denied and past ones do not."""
    speaking = ("present", "other_person", "hypothetical")
    return list(dict.fromkeys(f.area for f in findings if f.names_area and f.status in speaking))


def _findings(text: str, language: str, *, correct: bool, asked: bool) -> list[Finding]:
    words = lexicon(language)
    tokens = words.normaliser.tokens(text, correct=correct)
    matches = finder(language).find(tokens, asked=asked)
    denied: set[int] = set()
    findings = []
    for match in matches:
        if match.use == "idiom":
            continue
        clause = Clause(tokens, words, match.first, match.end, frozenset(denied))
        reading = read(clause, idiom=_in_idiom(match, matches))
        if reading.status == "negated":
            denied.add(match.end)
        findings.append(_finding(match, reading, tokens))
    return findings


def _share(text: str, language: str) -> int:
    """How many words of a text belong to a language: a tie is for English."""
    words = lexicon(language)
    return sum(t.text in words.vocabulary for t in words.normaliser.tokens(text, correct=False))


def _same(one: Finding, other: Finding) -> bool:
    return one.name == other.name and one.span[0] < other.span[1] and other.span[0] < one.span[1]


def _in_idiom(match: Match, matches: Sequence[Match]) -> bool:
    return any(
        m.use == "idiom"
        and m.concept.name == match.concept.name
        and m.first < match.end
        and match.first < m.end
        for m in matches
    )


def _finding(match: Match, reading: Reading, tokens: Sequence[Token]) -> Finding:
    concept = match.concept
    return Finding(
        name=concept.name,
        span=(tokens[match.first].start, tokens[match.end - 1].end),
        status=reading.status,
        level=_level(match, reading),
        area=concept.area,
        names_area=concept.names_area,
    )


def _level(match: Match, reading: Reading) -> Level:
    """What is left of a concept's level in its context: lower only where it is plain."""
    level = match.concept.level
    if reading.status == "negated":
        return "none"
    if match.concept.always_ask and reading.status not in ("present", "other_person"):
        return "check"
    if reading.status == "idiom":
        return "none"
    if reading.status == "past":
        return "check" if level == "emergency" and not reading.plain else "none"
    if level == "emergency" and (reading.status == "hypothetical" or match.use == "asked"):
        return "check"
    return level


def _rank(level: Level) -> int:
    return LEVELS.index(level)
