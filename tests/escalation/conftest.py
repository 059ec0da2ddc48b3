from __future__ import annotations

import pytest

from tests.escalation.story import Story


@pytest.fixture
def story(database: str, monkeypatch: pytest.MonkeyPatch) -> Story:
    return Story(monkeypatch, on_call=("nora", "paul"), team=("nora", "paul", "sue"))


@pytest.fixture
def nobody_on_call(database: str, monkeypatch: pytest.MonkeyPatch) -> Story:
    monkeypatch.setenv("AFTERDOSE_CLINIC_PHONE", "+15550100199")
    return Story(monkeypatch, on_call=(), team=("nora", "paul", "sue"))


@pytest.fixture
def nobody_at_all(database: str, monkeypatch: pytest.MonkeyPatch) -> Story:
    return Story(monkeypatch, on_call=(), team=())
