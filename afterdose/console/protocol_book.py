"""The protocols in force as pages: the set that this process decides with, and its files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from afterdose.console.sending import sending
from afterdose.pages.area import AreaSheet
from afterdose.pages.book import Book, read_book
from afterdose.pages.render import body
from afterdose.pages.shared import SHARED, SharedSheet
from afterdose.pages.sheet import Sheet
from afterdose.settings import ROOT

DATA = ROOT / "data"
FOLDER = DATA / "protocols"


@dataclass(frozen=True)
class InForce:
    """A set as it was read once: its pages and the very bytes behind them."""

    book: Book
    texts: Mapping[str, bytes]  # file name to what stood in it
    hashes: Mapping[str, str]  # file name to SHA-256
    pages: Mapping[str, tuple[str, ...]]  # page to the files behind it

    def files(self, page: str) -> dict[str, str]:
        """Return what a signature under a page covers: file name to SHA-256."""
        return {name: self.hashes[name] for name in self.pages[page]}


@cache
def in_force() -> InForce:
    """Read data/protocols once for this process.

    Raises triage.load.ProtocolError.
    """
    return read_set(FOLDER)


def read_set(folder: Path) -> InForce:
    """Read a folder of protocols with the bytes behind it, all of one moment.

    Raises triage.load.ProtocolError.
    """
    while True:
        texts = {name: (folder / name).read_bytes() for name in _names(folder)}
        book = read_book(folder, DATA, sending())
        if set_hash(texts) == book.ps.hash:  # else a file was written in between
            break
    hashes = {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()}
    sheets = [sheet_of(book, name, "en") for name in (*book.ps.areas, *SHARED)]
    pages = {sheet.name: tuple(file.name for file in sheet.files) for sheet in sheets}
    return InForce(book, texts, hashes, pages)


def sheet_of(book: Book, page: str, language: str) -> Sheet:
    """Return the page of an area or of a shared subject."""
    kind = AreaSheet if page in book.ps.areas else SharedSheet
    return kind(book, page, language)


@cache
def body_of(page: str, language: str) -> Markup:
    """Return what a page of the set in force says; it takes a tenth of a second to write."""
    return body(sheet_of(in_force().book, page, language))


def set_hash(texts: Mapping[str, bytes]) -> str:
    """Return the hash of a set, as triage.load reckons it: areas first, then shared files."""
    digest = hashlib.sha256()
    for name in sorted(texts, key=lambda name: ("/" in name, name)):
        digest.update(name.encode() + b"\0" + texts[name] + b"\0")
    return digest.hexdigest()


def _names(folder: Path) -> list[str]:
    shared = [f"shared/{file.name}" for file in folder.glob("shared/*.yml")]
    return [*(file.name for file in folder.glob("*.yml")), *shared]
