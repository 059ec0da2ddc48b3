"""A condition in words: runs of text, joined by all-of, any-of and if-otherwise."""

from __future__ import annotations

import string
from collections.abc import Iterable
from typing import Literal

import msgspec

RunKind = Literal["text", "question", "term", "limit"]


class Run(msgspec.Struct, frozen=True):
    """A stretch of text; ``kind`` says whether it names something that a page explains."""

    text: str
    kind: RunKind = "text"
    target: str = ""  # the id or name of what it names


class Phrase(msgspec.Struct, frozen=True):
    """``one``: the runs; ``all`` and ``any``: the parts; ``choose``: if, then, otherwise."""

    kind: Literal["one", "all", "any", "choose"]
    runs: tuple[Run, ...] = ()
    parts: tuple[Phrase, ...] = ()

    def each(self) -> Iterable[Run]:
        """Yield every run of the phrase, in reading order."""
        yield from self.runs
        for part in self.parts:
            yield from part.each()


def one(*runs: Run | str) -> Phrase:
    """Return a phrase of a single statement."""
    return Phrase("one", tuple(Run(r) if isinstance(r, str) else r for r in runs))


def group(kind: Literal["all", "any"], parts: Iterable[Phrase]) -> Phrase:
    """Join phrases; a group of the same kind inside is taken apart, a single part stands alone."""
    flat: dict[Phrase, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if part.kind == kind else (part,)))
    return next(iter(flat)) if len(flat) == 1 else Phrase(kind, parts=tuple(flat))


def fill(template: str, **values: Run | str | Iterable[Run]) -> Phrase:
    """Put runs into the {places} of a template."""
    runs: list[Run] = []
    for text, name, _, _ in string.Formatter().parse(template):
        if text:
            runs.append(Run(text))
        if name:
            value = values[name]
            runs += [Run(value)] if isinstance(value, str) else _listed(value)
    return Phrase("one", tuple(runs))


def _listed(value: Run | Iterable[Run]) -> list[Run]:
    return [value] if isinstance(value, Run) else list(value)
