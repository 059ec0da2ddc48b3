"""A real browser before the real application: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from afterdose.console.app import create_app
from afterdose.settings import settings
from tests.console import clinic

CHROMIUM = shutil.which("chromium") or ""
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def site(sqlite: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The application behind a real socket; gives its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        monkeypatch.setenv("AFTERDOSE_BIND", address)
        monkeypatch.setenv("AFTERDOSE_PUBLIC_URL", f"http://{address}")
        settings.cache_clear()
        clinic.open_clinic()
        config = uvicorn.Config(
            create_app(), log_level="critical", timeout_graceful_shutdown=1, lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://{address}"
        server.should_exit = True
        thread.join()


@pytest.fixture(params=[{"width": 1280, "height": 900}, {"width": 360, "height": 740}])
def page(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at the desk and on a phone; a fault in a script or against the policy fails."""
    context = chromium.new_context(viewport=request.param, base_url=site, locale="en-US")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    def heard(message: ConsoleMessage) -> None:
        # Chromium's own note of an answer that refuses: a session that has ended.
        if message.type == "error" and "401 (Unauthorized)" not in message.text:
            faults.append(message.text)

    page.on("console", heard)
    yield page
    context.close()
    assert faults == []


def sign_in(page: Page, username: str = "nurse") -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(clinic.PASSWORD)
    page.keyboard.press("Enter")


def fits(page: Page) -> bool:
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(width))
