"""A protocol set with what its pages add: its files, open questions and sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from afterdose.triage.base import SignOff
from afterdose.triage.document import Document
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import Protocol, ProtocolSet, Shared

_TAG = re.compile(r"\[([^\]]+)\]")
ALL = "all"


class OpenQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A conflict between sources that the clinic has to decide (clinical-basis.md 6)."""

    number: int
    areas: tuple[str, ...]  # "all" stands for every area
    question: str
    positions: str
    default: str


class Sending(msgspec.Struct, frozen=True):
    """How texts leave: filled with which values, joined by what, counted how."""

    values: Callable[[str], Mapping[str, str]]  # language → placeholder → example
    joined: Callable[[str, list[str]], list[str]]  # disposition, texts → texts
    segments: Callable[[str], int]


class File(msgspec.Struct, frozen=True):
    """One file of a set: its name under the folder and what stands in it."""

    name: str
    part: Protocol | Shared

    @property
    def sign_off(self) -> SignOff:
        """Who approved it; without a name nobody has."""
        return self.part.sign_off


class Book:
    """Everything that the pages of one protocol set are made of."""

    def __init__(
        self,
        ps: ProtocolSet,
        files: Mapping[str, File],
        open_questions: tuple[OpenQuestion, ...],
        sources: Mapping[str, str],
        sending: Sending,
    ) -> None:
        self.ps = ps
        self.files = files
        self.open_questions = open_questions
        self.sources = sources
        self.sending = sending

    def about(self, area: str) -> list[OpenQuestion]:
        """Return the open questions that touch an area, those for all areas last."""
        own = [q for q in self.open_questions if area in q.areas]
        return own + [q for q in self.open_questions if ALL in q.areas]

    def cited(self, texts: list[str]) -> dict[str, str]:
        """Return the sources behind the tags in square brackets, in alphabetical order.

        ``[US-ISI nephropathy]`` cites US-ISI. Tags that no source has are left out.
        """
        found = {tag for text in texts for tag in _TAG.findall(text)}
        known = {self._source(tag) for tag in found} - {""}
        return {tag: self.sources[tag] for tag in sorted(known)}

    def uncited(self, texts: list[str]) -> set[str]:
        """Return the tags that no source has."""
        return {t for text in texts for t in _TAG.findall(text) if not self._source(t)}

    def _source(self, tag: str) -> str:
        words = tag.split()
        starts = (" ".join(words[:n]) for n in range(len(words), 0, -1))
        return next((start for start in starts if start in self.sources), "")


def read_book(protocols: Path, data: Path, sending: Sending) -> Book:
    """Read a folder of protocols and the files beside it.

    Raises triage.errors.ProtocolError for a wrong protocol, msgspec.ValidationError for wrong
    open questions or sources.
    """
    ps = load_protocols(protocols)
    files = [_file(f, f.name, Protocol) for f in sorted(protocols.glob("*.yml"))]
    files += [_file(f, f"shared/{f.name}", Shared) for f in sorted(protocols.glob("shared/*.yml"))]
    return Book(
        ps,
        {file.name: file for file in files},
        msgspec.convert(_yaml(data / "open_questions.yml"), tuple[OpenQuestion, ...]),
        msgspec.convert(_yaml(data / "sources.yml"), dict[str, str]),
        sending,
    )


def _file(path: Path, name: str, kind: type[Protocol] | type[Shared]) -> File:
    return File(name, msgspec.convert(Document(path, name).data, kind))


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))
