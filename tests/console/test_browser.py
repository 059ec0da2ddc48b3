"""The pages in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from afterdose import clock
from afterdose.console import accounts
from afterdose.console.app import create_app
from afterdose.messaging.simulator import book
from afterdose.records.database import session
from afterdose.records.models import Escalation, SimulatedMessage
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

pytestmark = [
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
    page.on(
        "console", lambda message: faults.append(message.text) if message.type == "error" else 0
    )
    yield page
    context.close()
    assert faults == []


def sign_in(page: Page) -> None:
    page.get_by_label("User name").fill("nurse")
    page.get_by_label("Password").fill(clinic.PASSWORD)
    page.keyboard.press("Enter")


def fits(page: Page) -> bool:
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(width))


def test_a_nurse_follows_a_page_takes_the_case_and_closes_it(page: Page) -> None:
    page.goto(f"/cases/{clinic.CASE}")
    sign_in(page)
    expect(page.get_by_role("heading", name="Maya Rosen")).to_be_visible()
    expect(page.get_by_text(clinic.WORDS).first).to_be_visible()
    expect(page.get_by_text("counted as the worst case")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="I take it").click()
    expect(page.get_by_text("with Nora Nielsen")).to_be_visible()
    page.get_by_label("Outcome").select_option("Spoke with the patient")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Spoke with the patient", exact=True)).to_be_visible()
    page.get_by_role("link", name="Open escalations").click()
    expect(page.get_by_text("Nothing is open.")).to_be_visible()


def test_the_worklist_renews_itself(page: Page) -> None:
    page.goto("/")
    sign_in(page)
    expect(page.get_by_text("1 open")).to_be_visible()
    with session() as records:
        first = records.get_one(Escalation, clinic.ESCALATION)
        records.add(
            Escalation(
                key="second",
                case_id=first.case_id,
                patient_id=first.patient_id,
                code="M3TX",
                disposition="emergency",
                reason="not_assessed",
                state="open",
                opened_at=clock.now(),
            )
        )
    expect(page.get_by_text("M3TX")).to_be_visible()
    assert fits(page)


def test_a_text_from_the_patients_phone_arrives(page: Page) -> None:
    page.goto("/simulator")
    phone = page.get_by_role("region", name="Patient")
    page.get_by_role("button", name="Little red dots").click()
    expect(phone.get_by_role("textbox")).to_have_value("got little red dots on my shins")
    page.keyboard.press("Enter")
    expect(phone.get_by_text("got little red dots on my shins")).to_be_visible()
    expect(phone.get_by_text("received")).to_be_visible()
    assert fits(page)


def test_a_page_shows_up_on_the_nurses_phone_with_its_delivery_and_its_link(
    page: Page, site: str
) -> None:
    page.goto("/simulator")
    link = f"{site}/cases/{clinic.CASE}"
    with session() as records:
        text = book.enter(
            records,
            direction="outbound",
            phone=clinic.NURSE,
            body=f"URGENT <b>case</b> 41 {link}.",
            status="queued",
        )
    phone = page.get_by_role("region", name="Nurse")
    expect(phone.get_by_text("queued")).to_be_visible()
    expect(phone.get_by_text("URGENT <b>case</b> 41")).to_be_visible()
    expect(phone.get_by_role("link")).to_have_attribute("href", link)
    with session() as records:
        records.get_one(SimulatedMessage, text.seq).status = "delivered"
    expect(phone.get_by_text("delivered")).to_be_visible()
    expect(phone.get_by_text("queued")).to_have_count(0)


def test_the_simulator_names_the_demo_account_only_when_there_is_one(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("afterdose.console.phones.DEMO_NAME", "nobody")
    page.goto("/simulator")
    expect(page.get_by_text("with the password")).to_have_count(0)
    monkeypatch.setattr("afterdose.console.phones.DEMO_NAME", accounts.DEMO_NAME)
    page.reload()
    expect(page.get_by_text("with the password demo")).to_be_visible()


def test_the_keyboard_alone_reaches_the_case(page: Page) -> None:
    page.goto("/")
    sign_in(page)
    expect(page.get_by_role("heading", name="Open escalations")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('item')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Maya Rosen")).to_be_visible()
