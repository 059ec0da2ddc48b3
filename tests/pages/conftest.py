"""The set of this repository as a book, and tiny sets that differ by what a test says."""

import pytest

from afterdose.messaging.segments import segments
from afterdose.pages.book import Book, Sending, read_book
from afterdose.settings import ROOT

DATA = ROOT / "data"
SENDING = Sending(
    lambda _language: {
        "emergency_number": "911",
        "crisis_line": "988",
        "clinic_phone": "+1 555 0100",
        "last_dose": "March 2026",
    },
    lambda _disposition, texts: texts,
    segments,
)


@pytest.fixture(scope="session")
def book() -> Book:
    return read_book(DATA / "protocols", DATA, SENDING)
