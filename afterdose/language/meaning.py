"""What the words found in a text mean: each match, read in its clause, is a finding."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.clause import Clause
from afterdose.language.concepts import Level
from afterdose.language.context import read
from afterdose.language.denials import listed
from afterdose.language.elsewhere import far
from afterdose.language.findings import Finding
from afterdose.language.lexicon import lexicon
from afterdose.language.matching import Match, finder
from afterdose.language.normalise import Token
from afterdose.language.reading import Reading
from afterdose.language.spoken_figures import in_figures


def meant(
    tokens: Sequence[Token], language: str, *, asked: bool, urgent: bool = False
) -> list[Finding]:
    """Find what the words of one language tell; `urgent` leaves out what is no emergency.

    `asked`: a red-flag question is open, so that a bare "chest" tells something.
    """
    words = lexicon(language)
    tokens = in_figures(tokens) if language == "es" else tokens
    matches = finder(language).find(tokens, asked=asked, urgent=urgent)
    denied: set[int] = set()
    lists = listed(words, tokens, matches)
    findings = []
    for match in matches:
        if match.use == "idiom":
            continue
        clause = Clause(tokens, words, match.first, match.end, frozenset(denied), match.denial)
        reading = read(clause, idiom=_in_idiom(match, matches))
        if any(match.first in places and match.end - 1 in places for places in lists):
            reading = Reading("negated")
        if reading.status == "negated":
            denied.add(match.end)
        if far(clause, reading):
            reading = Reading("hypothetical")
        doubtful = match.concept.sudden and clause.slow
        findings.append(_finding(match, reading, tokens, doubtful=doubtful))
    return findings


def _in_idiom(match: Match, matches: Sequence[Match]) -> bool:
    return any(
        m.use == "idiom"
        and m.concept.name == match.concept.name
        and m.first < match.end
        and match.first < m.end
        for m in matches
    )


def _finding(match: Match, reading: Reading, tokens: Sequence[Token], *, doubtful: bool) -> Finding:
    concept = match.concept
    return Finding(
        name=concept.name,
        span=(tokens[match.first].start, tokens[match.end - 1].end),
        status=reading.status,
        level=_level(match, reading, doubtful=doubtful),
        area=concept.area,
        names_area=concept.names_area,
    )


def _level(match: Match, reading: Reading, *, doubtful: bool) -> Level:
    """What is left of a concept's level in its context: lower only where it is plain."""
    level = match.concept.level
    if reading.status == "negated":
        return "none"
    if match.concept.always_ask:
        # Last month is the present of self-harm (clinical-basis.md 3.11).
        lately = reading.status == "past" and not reading.plain
        told = lately or reading.status in ("present", "other_person")
        return level if told and not doubtful else "check"
    if reading.status == "idiom" or (reading.status == "hypothetical" and level == "check"):
        return "none"
    if reading.status == "past":
        return "check" if level == "emergency" and not reading.plain else "none"
    if level == "emergency" and (
        doubtful or reading.status == "hypothetical" or match.use == "asked"
    ):
        return "check"
    return level
