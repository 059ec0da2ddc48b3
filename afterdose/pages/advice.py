"""Guidance of a page: its sentences, and the texts as the patient receives them."""

from __future__ import annotations

from typing import cast

import msgspec

from afterdose.pages.book import Book
from afterdose.triage.decision import Decision
from afterdose.triage.dispositions import DISPOSITIONS
from afterdose.triage.guidance import guidance
from afterdose.triage.schema import DispositionName, Fitting, Guidance


class Said(msgspec.Struct, frozen=True):
    """One sentence: where it stands, its wordings, and the condition under which it is said."""

    part: str
    wordings: tuple[str, ...]
    when: str = ""


class Sent(msgspec.Struct, frozen=True):
    """One text as the patient receives it, and how many SMS it takes."""

    text: str
    segments: int


class Told(msgspec.Struct, frozen=True):
    """What is told after one disposition."""

    disposition: str
    sentences: tuple[Said, ...]
    texts: tuple[Sent, ...]

    @property
    def segments(self) -> int:
        """The SMS of all texts together."""
        return sum(text.segments for text in self.texts)


def told(book: Book, area: str, language: str) -> list[Told]:
    """Return the guidance of an area, or of all ("") or the gate, the highest level first."""
    by_disposition = book.ps.guidance.get(area, {})
    return [
        Told(
            level, _sentences(by_disposition, level, language), _texts(book, area, level, language)
        )
        for level in reversed(DISPOSITIONS)
    ]


def _sentences(guidance: Guidance, level: str, language: str) -> tuple[Said, ...]:
    advice = guidance.get(cast(DispositionName, level), {}).get(language)
    found = []
    for part, sentence in advice.sentences() if advice else ():
        when = sentence.when if isinstance(sentence, Fitting) else ""
        say = sentence.say if isinstance(sentence, Fitting) else sentence
        found.append(Said(part, (say,) if isinstance(say, str) else say, when))
    return tuple(found)


def _texts(book: Book, area: str, level: str, language: str) -> tuple[Sent, ...]:
    ps = book.ps
    decision = Decision(
        disposition=cast(DispositionName, level),
        rules=(),
        because=(),
        areas=(area,) if area else (),
        answers={},
        worst_case=(),
        protocol_hash=ps.hash,
        protocol_version=ps.version,
        treatment_day=None,
        shown=ps.said_when,
    )
    texts = book.sending.joined(
        level, guidance(ps, decision, language, book.sending.values(language))
    )
    return tuple(Sent(text, book.sending.segments(text)) for text in texts)
