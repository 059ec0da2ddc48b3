"""How protocol pages show the texts that leave: filled, joined and counted as they are sent."""

from __future__ import annotations

from afterdose.dialogue.texts_in_one import joined
from afterdose.messaging.segments import segments
from afterdose.pages.book import Sending
from afterdose.settings import settings
from afterdose.texts import render

EXAMPLE_PHONE = "+1 555 0100"  # reserved for examples; stands where the clinic gave no number


def sending() -> Sending:
    """Return what the pages need to know about sending, with the clinic's own numbers."""
    return Sending(_values, _in_few, segments)


def _values(language: str) -> dict[str, str]:
    now = settings()
    march = render("turn.month.3", language)
    return {
        "emergency_number": now.emergency_number,
        "crisis_line": now.crisis_line,
        "clinic_phone": now.clinic_phone or EXAMPLE_PHONE,
        "last_dose": render("turn.last_dose", language, month=march, year="2026"),
    }


def _in_few(disposition: str, texts: list[str]) -> list[str]:
    # Each text of an emergency goes alone, so that the first is not held back by its length.
    return texts if disposition == "emergency" else joined(texts)
