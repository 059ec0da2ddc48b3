from __future__ import annotations

from collections.abc import Iterator

import pytest

from afterdose.settings import settings
from tests.dialogue.rasa_standin import RasaStandIn


@pytest.fixture
def rasa(monkeypatch: pytest.MonkeyPatch) -> Iterator[RasaStandIn]:
    server = RasaStandIn()
    monkeypatch.setenv("AFTERDOSE_RASA_URL", server.url)
    monkeypatch.setenv("AFTERDOSE_ACTIONS_URL", server.url)
    monkeypatch.setenv("AFTERDOSE_RASA_TOKEN", "token-of-the-tests")
    settings.cache_clear()
    yield server
    server.stop()
