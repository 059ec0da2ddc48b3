from __future__ import annotations

from collections.abc import Iterator

import pytest

from afterdose.dialogue import rasa_client
from afterdose.settings import settings
from tests.dialogue.rasa_standin import RasaStandIn
from tests.dialogue.story import Story


@pytest.fixture
def rasa(monkeypatch: pytest.MonkeyPatch) -> Iterator[RasaStandIn]:
    server = RasaStandIn()
    monkeypatch.setenv("AFTERDOSE_RASA_URL", server.url)
    monkeypatch.setenv("AFTERDOSE_ACTIONS_URL", server.url)
    monkeypatch.setenv("AFTERDOSE_RASA_TOKEN", "token-of-the-tests")
    settings.cache_clear()
    rasa_client._servers.cache_clear()  # what earlier tests made of theirs
    yield server
    server.stop()


@pytest.fixture
def story(database: str, rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch) -> Story:
    return Story(monkeypatch, rasa)


@pytest.fixture
def one_story(sqlite: str, rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch) -> Story:
    """On SQLite alone, for what has nothing to do with the database."""
    return Story(monkeypatch, rasa)
