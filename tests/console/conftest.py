from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from afterdose.console import accounts, news, sign_in
from afterdose.console.app import create_app
from tests.console.browsing import chromium, page, site
from tests.console.clinic import open_clinic

__all__ = ["chromium", "page", "site"]


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real algorithm, at a price that a test can pay five times."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(accounts, "hasher", lambda: cheap)
    monkeypatch.setattr(sign_in, "hasher", lambda: cheap)
    sign_in.decoy.cache_clear()


@pytest.fixture
def short_news(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that ends at once: the test client reads an answer to its end."""

    async def once(_request: object) -> AsyncIterator[dict[str, str]]:
        yield {"event": "news", "data": ""}

    monkeypatch.setattr(news, "changes", once)


@pytest.fixture
def app(sqlite: str) -> FastAPI:
    open_clinic()
    return create_app()


@pytest.fixture
def browser(app: FastAPI) -> TestClient:
    """A browser that follows no redirect and hides no fault of ours."""
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)
