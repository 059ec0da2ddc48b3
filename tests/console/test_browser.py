"""The pages in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from afterdose.console import accounts
from afterdose.messaging.simulator import book
from afterdose.records.database import session
from afterdose.records.models import SimulatedMessage
from tests.console import clinic
from tests.console.browsing import NEEDS_CHROMIUM, fits, sign_in

pytestmark = NEEDS_CHROMIUM


def test_a_nurse_follows_a_page_takes_the_case_and_closes_it(page: Page) -> None:
    page.goto(f"/cases/{clinic.CASE}")
    sign_in(page)
    expect(page.get_by_role("heading", name="Maya Rosen")).to_be_visible()
    expect(page.get_by_text(clinic.WORDS).first).to_be_visible()
    expect(page.get_by_text("counted as the worst case")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="I take it").click()
    expect(page.get_by_text("with Nora Nielsen")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    page.get_by_label("Note (optional)").fill("Platelets today, called the lab.")
    page.get_by_role("button", name="Spoke with the patient").click()
    expect(page.get_by_text("Platelets today, called the lab.")).to_be_visible()
    expect(page.get_by_text("Spoke with the patient", exact=True)).to_be_visible()
    page.get_by_role("link", name="Open escalations").click()
    expect(page.get_by_text("Nothing is open.")).to_be_visible()


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
    page.keyboard.press("Tab")  # the link past the navigation
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.item .who')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Maya Rosen")).to_be_visible()
