"""What all pages share: their title, the files that a signature covers, and whether it is there."""

from __future__ import annotations

from collections.abc import Iterable

from afterdose.pages.book import Book, File, OpenQuestion
from afterdose.pages.condition import Conditions
from afterdose.pages.phrase import Phrase
from afterdose.pages.reads import Reads
from afterdose.pages.words import Words
from afterdose.triage.schema import Limit


class Sheet:
    """One page in one language; ``name`` is also the name of its file."""

    template: str

    def __init__(self, book: Book, name: str, title: str, language: str, files: list[File]) -> None:
        self.book = book
        self.ps = book.ps
        self.name = name
        self.title = title[:1].upper() + title[1:]
        self.words = Words(language)
        self.conditions = Conditions(book.ps, self.words)
        self.files = files
        self.open_questions: list[OpenQuestion] = []

    @property
    def unsigned(self) -> bool:
        """Whether a file behind this page lacks a clinician's signature."""
        return not all(file.sign_off.name for file in self.files)

    def conditions_read(self) -> list[str]:
        """Return the expressions that the page shows."""
        return []

    def texts_cited(self) -> list[str]:
        """Return the source fields that the page shows."""
        return [self.ps.limits[name].source for name in self.limits]

    @property
    def reads(self) -> Reads:
        """What the conditions of the page read."""
        return Reads(self.ps, self.conditions_read())

    @property
    def terms(self) -> list[tuple[str, list[Phrase]]]:
        """The conditions with a name that the page uses, with their meanings in order."""
        return self._meanings(self.reads.terms)

    @property
    def limits(self) -> dict[str, Limit]:
        """The limits that the page reads."""
        return {name: self.ps.limits[name] for name in self.reads.limits}

    @property
    def sources(self) -> dict[str, str]:
        """The sources behind the tags that the page shows."""
        return self.book.cited(self.texts_cited())

    def _meanings(self, terms: Iterable[str]) -> list[tuple[str, list[Phrase]]]:
        said = self.conditions
        return [(name, said.meanings(name)) for name in terms if not said.is_written_out(name)]
