"""Whatever the program writes into a case has words on the case page."""

from __future__ import annotations

import pytest

from afterdose import texts
from afterdose.console.pages import LANGUAGES
from tests.console.written_codes import codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_that_the_program_writes_has_a_label(language: str) -> None:
    written = codes("CaseEvent", "kind")
    assert {"opened", "contact", "nobody_left", "escalation_again", "silent"} <= written
    missing = {kind for kind in written if f"console.event.{kind}" not in texts.texts(language)}
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_text_has_a_label(language: str) -> None:
    written = codes("queue_text", "kind")
    assert {"reply", "page_reminder", "waiting_notice", "emergency_advice"} <= written
    missing = {kind for kind in written if f"console.kind.{kind}" not in texts.texts(language)}
    assert missing == set()
