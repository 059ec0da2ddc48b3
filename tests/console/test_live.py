"""The worklist live: two people at two browsers, an alarm, keys; what one does the other sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from afterdose import clock
from afterdose.messaging import wakeups
from afterdose.records.database import reading, session
from afterdose.records.models import Clinician, Escalation, Patient
from afterdose.records.models_console import CaseNote
from tests.console import clinic, crowd
from tests.console.browsing import NEEDS_CHROMIUM, fits, sign_in

pytestmark = NEEDS_CHROMIUM

# The promise of the page; Playwright's own patience would hide a page that only polls slowly.
WITHIN_MS = 2000


@pytest.fixture
def physician(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=site, locale="en-US")
    second = context.new_page()
    second.goto("/")
    sign_in(second, "physician")
    expect(second.get_by_text("live", exact=True)).to_be_visible()
    yield second
    context.close()


@pytest.fixture
def nurse(page: Page) -> Page:
    page.goto("/")
    sign_in(page)
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    return page


def emergency(code: str = "M3TX") -> None:
    with session() as records:
        first = records.get_one(Escalation, clinic.ESCALATION)
        nurse = records.query(Clinician).filter_by(role="nurse").one()
        records.add(
            Escalation(
                id=code,
                key=code,
                case_id=first.case_id,
                patient_id=first.patient_id,
                code=code,
                disposition="emergency",
                reason="not_assessed",
                state="open",
                ladder=[
                    {
                        "step": 1,
                        "clinician_ids": [nurse.id],
                        "supervisor_ids": [],
                        "wait_seconds": 300,
                    }
                ],
                step=1,
                opened_at=clock.now(),
            )
        )
        wakeups.announce(records)


def test_an_emergency_arrives_in_two_browsers_and_one_takes_it(
    nurse: Page, physician: Page
) -> None:
    emergency()
    for screen in (nurse, physician):
        item = screen.locator("[data-escalation=M3TX]")
        expect(item).to_be_visible(timeout=WITHIN_MS)
        expect(screen).to_have_title("⚠ (2) Emergency waiting · Afterdose")
        expect(screen.get_by_role("alert")).to_have_text("Emergency waiting")
    assert fits(nurse)
    nurse.locator("[data-escalation=M3TX]").get_by_role("button", name="I take it").click()
    taken = physician.locator("[data-escalation=M3TX]")
    expect(taken.get_by_text("with Nora Nielsen")).to_be_visible(timeout=WITHIN_MS)
    expect(taken.get_by_role("button", name="I take it")).to_have_count(0)
    expect(physician).to_have_title("(2) Open escalations · Afterdose")
    expect(nurse.locator("[data-escalation=M3TX]").get_by_text("with you")).to_be_visible()


def test_two_taps_close_it_with_an_outcome_and_a_note(nurse: Page, physician: Page) -> None:
    item = nurse.locator(f"[data-escalation={clinic.ESCALATION}]")
    item.get_by_role("button", name="Close").click()
    nurse.get_by_label("Note (optional)").fill("Spoke at noon.")
    nurse.get_by_role("button", name="Spoke with the patient").click()
    expect(nurse.get_by_text("Nothing is open.")).to_be_visible()
    expect(physician.get_by_text("Nothing is open.")).to_be_visible(timeout=WITHIN_MS)
    with reading() as records:
        closed = records.get_one(Escalation, clinic.ESCALATION)
        assert (closed.state, closed.outcome) == ("closed", "spoke")
        assert records.query(CaseNote).one().body == "Spoke at noon."


def test_a_note_alone_leaves_it_open_and_the_sheet_goes(nurse: Page) -> None:
    item = nurse.locator(f"[data-escalation={clinic.ESCALATION}]")
    item.get_by_role("button", name="Close").click()
    nurse.get_by_label("Note (optional)").fill("Tried twice.")
    with nurse.expect_response(lambda answer: answer.request.method == "POST"):
        nurse.get_by_role("button", name="Keep the note, leave it open").click()
    expect(nurse.get_by_label("Note (optional)")).to_be_hidden()
    expect(nurse.get_by_text("1 open")).to_be_visible()
    with reading() as records:
        assert records.query(CaseNote).one().body == "Tried twice."


def test_an_open_sheet_is_not_swept_away_by_news(nurse: Page) -> None:
    item = nurse.locator(f"[data-escalation={clinic.ESCALATION}]")
    item.get_by_role("button", name="Close").click()
    nurse.get_by_label("Note (optional)").fill("half a sent")
    emergency()
    nurse.wait_for_timeout(WITHIN_MS)
    expect(nurse.get_by_label("Note (optional)")).to_have_value("half a sent")
    nurse.keyboard.press("Escape")
    expect(nurse.get_by_text("2 open")).to_be_visible(timeout=2 * WITHIN_MS)


def test_who_comes_second_hears_that_somebody_was_faster(nurse: Page, physician: Page) -> None:
    # The nurse's page hears nothing: her screen shows the past.
    nurse.route("**/worklist", lambda route: route.fulfill(status=204))
    physician.get_by_role("button", name="I take it").click()
    expect(physician.get_by_text("with you")).to_be_visible()
    nurse.evaluate(
        """(id) => { const form = document.querySelector(`[data-escalation="${id}"] form`);
        form.action = form.action.replace(/[^/]+$/, "acknowledge"); form.removeAttribute("hx-post");
        HTMLFormElement.prototype.submit.call(form); }""",
        clinic.ESCALATION,
    )
    expect(nurse.get_by_text("Somebody was faster")).to_be_visible()


def test_the_sound_rings_for_a_new_emergency_only_when_it_is_on(nurse: Page) -> None:
    rings = "document.documentElement.dataset.rang"
    emergency("M3TX")
    expect(nurse.locator("[data-escalation=M3TX]")).to_be_visible(timeout=WITHIN_MS)
    assert nurse.evaluate(rings) is None
    nurse.get_by_role("button", name="Sound").click()
    expect(nurse.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "true")
    heard = nurse.evaluate(rings)
    emergency("M4TX")
    expect(nurse.locator("[data-escalation=M4TX]")).to_be_visible(timeout=WITHIN_MS)
    nurse.wait_for_function(f"{rings} === '{int(heard) + 1}'")


def test_keys_alone_take_and_pass_on(nurse: Page) -> None:
    emergency()
    expect(nurse.locator("[data-escalation=M3TX]")).to_be_visible(timeout=WITHIN_MS)
    nurse.keyboard.press("j")
    assert nurse.evaluate("document.activeElement.closest('.item').dataset.escalation") == "M3TX"
    nurse.keyboard.press("a")
    expect(nurse.locator("[data-escalation=M3TX]").get_by_text("with you")).to_be_visible()
    nurse.keyboard.press("j")
    nurse.keyboard.press("k")
    nurse.keyboard.press("p")
    expect(nurse.locator("[data-escalation=M3TX]").get_by_text("Nobody has")).to_be_visible()


def test_the_list_is_in_the_order_of_deadlines_emergencies_first(nurse: Page) -> None:
    crowd.fill()
    nurse.reload()
    codes = nurse.locator(".item .state .code").all_inner_texts()
    assert codes == ["M53X", "M50X", "M52X", "K7QR", "M51X"]
    over = nurse.locator("[data-escalation=escalation-52] time")
    expect(over).to_have_text("1:00 h over")


def test_a_session_that_ends_takes_the_page_with_it(
    nurse: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    with session() as records:
        records.query(Patient).one().language = "es"
        wakeups.announce(records)
    expect(nurse.get_by_label("Password")).to_be_visible()
