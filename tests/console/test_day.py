"""A day at the clinic, in real browsers, at the desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from afterdose import clock
from afterdose.console import approved, protocol_book
from afterdose.dialogue.screening import screen_message
from afterdose.messaging.inbox import store_inbound
from afterdose.records.database import reading, session
from afterdose.records.models import AuditEntry, Clinician, Escalation, OutboundMessage, Shift
from afterdose.records.models_protocols import SignOff
from afterdose.records.models_review import DecisionReview
from tests.console import clinic, reviewing
from tests.console.browsing import NEEDS_CHROMIUM, fits, sign_in

pytestmark = NEEDS_CHROMIUM

WITHIN_MS = 2000
Open = Callable[[str], Page]


@pytest.fixture
def colleague(chromium: Browser, site: str) -> Iterator[Open]:
    """Further browsers: each signs somebody in and gives the first page."""
    contexts = []

    def open_one(role: str) -> Page:
        context = chromium.new_context(base_url=site, locale="en-US")
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        sign_in(page, role)
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def here(page: Page) -> Open:
    """The browser of the test, at the desk or on a phone."""

    def enter(role: str) -> Page:
        page.goto("/")
        sign_in(page, role)
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        return page

    return enter


def put_on_call(hours: float = 400) -> None:
    now = clock.now()
    with session() as records:
        for step, role in enumerate(("nurse", "physician"), start=1):
            person = records.query(Clinician).filter_by(role=role).one()
            times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=hours)}
            records.add(Shift(clinician_id=person.id, step=step, **times))


def text_from_maya(words: str) -> str:
    """Let a text arrive as the webhook stores it, and let the screen read it as the worker does."""
    with session() as records:
        message, _ = store_inbound(records, "SM-day", clinic.PATIENT, words, 0)
        found = message.id
    screen_message(found)
    return found


def texts_to_maya() -> list[str]:
    with reading() as records:
        sent = records.query(OutboundMessage).filter(OutboundMessage.patient_id.is_not(None))
        return [text.body for text in sent.order_by(OutboundMessage.seq)]


def test_an_emergency_from_the_patients_words_to_its_outcome(here: Open, colleague: Open) -> None:
    put_on_call()
    physician = colleague("physician")
    nurse = here("nurse")
    for screen in (nurse, physician):
        expect(screen.get_by_text("live", exact=True)).to_be_visible()
        expect(screen.locator(".item.emergency")).to_have_count(0)

    text_from_maya("my chest hurts and I cant breathe")
    for screen in (nurse, physician):
        expect(screen.locator(".item.emergency")).to_be_visible(timeout=WITHIN_MS)
        expect(screen).to_have_title("⚠ (1) Emergency waiting · Afterdose")
    assert fits(nurse)
    assert any("911" in text for text in texts_to_maya()), "the advice went before anybody looked"

    nurse.locator(".item.emergency").get_by_role("button", name="I take it").click()
    taken = physician.locator(".item.emergency")
    expect(taken.get_by_text("with Nora Nielsen")).to_be_visible(timeout=WITHIN_MS)
    expect(taken.get_by_role("button", name="I take it")).to_have_count(0)

    nurse.locator(".item.emergency .who").click()
    nurse.get_by_label("Write to the patient").fill("Nora here. Is the ambulance with you?")
    nurse.get_by_role("button", name="Send", exact=True).click()
    expect(nurse.get_by_text("You have this thread. The assistant is silent.")).to_be_visible()
    assert texts_to_maya()[-1] == "Nora here. Is the ambulance with you?"

    nurse.get_by_role("button", name="Close").click()
    nurse.get_by_label("Note (optional)").fill("With the ambulance crew.")
    nurse.get_by_role("button", name="Sent to the emergency department").click()
    expect(physician.get_by_text("Nothing is open.")).to_be_visible(timeout=WITHIN_MS)
    with reading() as records:
        closed = records.get_one(Escalation, clinic.ESCALATION)
        assert (closed.state, closed.outcome) == ("closed", "sent-to-ed")
        assert closed.disposition == "emergency", "it was urgent until these words"


def test_a_reviewer_marks_ten_decisions(here: Open) -> None:
    with session() as records:
        for number in range(60, 69):  # the tenth is Maya's own
            reviewing.add_case(records, number, f"fever since day {number}")
    reviewer = here("reviewer")
    reviewer.goto("/review/queue")
    for number in range(10):
        expect(reviewer.get_by_text(f"You have marked {number}.")).to_be_visible()
        assert fits(reviewer)
        if number % 3 == 0:
            reviewer.get_by_label("Reason (needed unless it was right)").fill("A call today.")
            reviewer.get_by_role("button", name="Too low").click()
        else:
            reviewer.get_by_role("button", name="Right", exact=True).click()
    expect(reviewer.get_by_text("Nothing is left to read.")).to_be_visible()
    with reading() as records:
        verdicts = [mark.verdict for mark in records.query(DecisionReview)]
    assert len(verdicts) == 10
    assert verdicts.count("right") == 6
    reviewer.goto("/review/agreement")
    expect(reviewer.get_by_role("heading", name="Agreement").first).to_be_visible()


def test_a_supervisor_fills_a_gap_in_the_rota(here: Open) -> None:
    put_on_call(hours=5)
    supervisor = here("supervisor")
    supervisor.goto("/rota")
    gaps = supervisor.get_by_role("region", name="Nobody answers first")
    expect(gaps.get_by_role("listitem")).to_have_count(1)
    gaps.get_by_label("Who").select_option("Paul Park")
    gaps.get_by_role("button", name="Fill").click()
    expect(supervisor.get_by_text("Step 1 is covered for the next 14 days.")).to_be_visible()
    assert fits(supervisor)
    with reading() as records:
        paul = records.query(Clinician).filter_by(role="physician").one()
        filled = records.query(Shift).filter_by(clinician_id=paul.id, step=1).one()
        assert filled.ends_at - filled.starts_at > timedelta(days=13)
        assert records.query(AuditEntry).filter_by(action="rota.changed").count() == 1


def test_an_administrator_signs_a_protocol(here: Open) -> None:
    approved.forget()
    administrator = here("administrator")
    administrator.goto("/protocols")
    expect(administrator.get_by_text("0 of 21 pages are signed.")).to_be_visible()
    administrator.get_by_role("link", name="Fever or infection").click()
    expect(administrator.get_by_text("Nobody has approved this page as it is.")).to_be_visible()
    administrator.get_by_role("link", name="Sign below, after reading").click()
    administrator.get_by_label("Name of the signer").fill("Dr. Inés Ibarra")
    administrator.get_by_label("Profession and function").fill("neurologist, head of the clinic")
    administrator.get_by_role("button", name="Sign", exact=True).click()
    # Not signed yet: the browser asks for the tick first.
    expect(administrator.get_by_text("Nobody has approved this page as it is.")).to_be_visible()
    administrator.get_by_label("I have read this page as it stands here").check()
    administrator.get_by_role("button", name="Sign", exact=True).click()
    expect(administrator.get_by_text("valid", exact=True)).to_be_visible()
    expect(administrator.get_by_text("Dr. Inés Ibarra").first).to_be_visible()
    assert fits(administrator)
    with reading() as records:
        given = records.query(SignOff).one()
        assert (given.page, given.name) == ("fever", "Dr. Inés Ibarra")
        assert given.files == {"fever.yml": protocol_book.in_force().hashes["fever.yml"]}


def test_a_nurse_is_refused_what_only_a_supervisor_may_do(colleague: Open) -> None:
    nurse = colleague("nurse")
    nurse.goto("/rota")
    expect(nurse.get_by_role("button", name="Save")).to_have_count(0)
    nurse.goto("/")
    token = nurse.locator("input[name=csrf]").first.get_attribute("value")
    # She asks for it all the same, with the token of her own page.
    nurse.evaluate(
        """(token) => { const form = document.createElement("form");
        form.method = "post"; form.action = "/rota/shifts";
        form.innerHTML = `<input name="csrf" value="${token}">`;
        document.body.append(form); form.submit(); }""",
        token,
    )
    expect(nurse.get_by_role("heading", name="Not for this account")).to_be_visible()
    assert nurse.goto("/exports").status == 403  # type: ignore[union-attr]
    with reading() as records:
        refused = records.query(AuditEntry).filter_by(action="refused")
        assert {entry.subject for entry in refused} == {"page:/rota/shifts", "page:/exports"}
        assert records.query(Shift).count() == 0
