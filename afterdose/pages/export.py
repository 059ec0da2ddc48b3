"""All pages of a protocol set into a folder: areas, shared subjects and an index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from afterdose.pages.area import AreaSheet
from afterdose.pages.book import Book
from afterdose.pages.render import html
from afterdose.pages.shared import SHARED, SharedSheet
from afterdose.pages.sheet import Sheet
from afterdose.pages.words import Words


class IndexSheet(Sheet):
    """The list of all pages, and every open question."""

    template = "index.html"

    def __init__(self, book: Book, language: str) -> None:
        title = Words(language)("title")
        super().__init__(book, "index", title, language, list(book.files.values()))
        self.areas = [AreaSheet(book, area, language) for area in book.ps.areas]
        self.shared = [SharedSheet(book, name, language) for name in SHARED]
        self.open_questions = list(book.open_questions)


def export(book: Book, folder: Path, languages: Sequence[str]) -> list[Path]:
    """Write the pages as ``bleeding.en.html`` and so on; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in languages:
        other = next((x for x in languages if x != language), "")
        index = IndexSheet(book, language)
        for sheet in (index, *index.areas, *index.shared):
            file = folder / f"{sheet.name}.{language}.html"
            file.write_text(html(sheet, linked=True, other=other), "utf-8")
            written.append(file)
    return written
