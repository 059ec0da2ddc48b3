"""The review in a real browser: search, ten decisions, a misread text and its export."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from afterdose.records import word_index
from afterdose.records.database import reading, session
from afterdose.records.models_review import DecisionReview
from tests.console import reviewing, weeks
from tests.console.browsing import NEEDS_CHROMIUM, fits, sign_in

pytestmark = NEEDS_CHROMIUM


def ten_cases() -> None:
    with session() as records:
        for number in range(60, 69):
            reviewing.add_case(records, number, f"hot and shaky, day {number}")
    word_index.index_missing()


def test_a_reviewer_searches_and_marks_ten_decisions(page: Page) -> None:
    ten_cases()
    page.goto("/review")
    sign_in(page, "reviewer")
    page.get_by_label("Words that were written").fill("red shin")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="Case 41")).to_be_visible()
    expect(page.get_by_role("link", name="Case 60")).to_have_count(0)
    assert fits(page)
    page.get_by_role("link", name="Read the next decision").click()
    page.get_by_label("Reason").fill("chills on day 200")
    page.get_by_role("button", name="Too low").click()
    for marked in range(1, 10):
        expect(page.get_by_text(f"You have marked {marked}.")).to_be_visible()
        page.get_by_role("button", name="Right", exact=True).click()
    expect(page.get_by_text("Nothing is left to read.")).to_be_visible()
    page.get_by_role("link", name="Agreement").click()
    expect(page.get_by_text("10.0 %").first).to_be_visible()
    assert fits(page)
    with reading() as records:
        verdicts = [row.verdict for row in records.query(DecisionReview)]
    assert sorted(verdicts) == ["right"] * 9 + ["too_low"]


def test_a_misread_text_goes_out_of_the_browser_without_the_name(
    page: Page, tmp_path: Path
) -> None:
    with session() as records:
        reviewing.add_case(records, 60, "Maya here, my eyes itch, call 555-010-0199")
    page.goto("/cases/reviewed-60")
    sign_in(page, "reviewer")
    page.get_by_role("link", name="Misunderstood?").click()
    text = page.get_by_label("Text", exact=True)
    expect(text).to_have_value("[name] here, my eyes itch, call [phone]")
    page.get_by_label("What was meant").fill("itching eyes, no yellow skin")
    page.get_by_label("I have read it").check()
    assert fits(page)
    page.get_by_role("button", name="Put it into the export").click()
    expect(page.get_by_text("itching eyes, no yellow skin")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Export as JSON Lines (1)").click()
    waiting.value.save_as(tmp_path / "out.jsonl")
    out = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert (out["text"], out["kind"]) == ("[name] here, my eyes itch, call [phone]", "opening")


def test_the_figures_fit_and_their_plots_are_drawn(page: Page) -> None:
    with session() as records:
        moment = reviewing.add_case(records, 60, "hot").opened_at
        weeks.add_escalation(records, 1, moment, "emergency", 3, 9, pages=4)
        weeks.add_shift(records, "nurse", moment, 24)
    page.goto("/figures")
    sign_in(page, "administrator")
    expect(page.get_by_role("img", name="Pages per person on call")).to_be_visible()
    expect(page.get_by_role("img", name="Emergency: until accepted")).to_be_visible()
    page.get_by_role("link", name="52 weeks").click()
    expect(page.get_by_role("link", name="52 weeks")).to_have_attribute("aria-current", "page")
    assert fits(page)


def test_who_comes_back_from_a_found_case_is_not_asked_to_post_again(page: Page) -> None:
    ten_cases()
    page.goto("/review")
    sign_in(page, "reviewer")
    page.get_by_label("Words that were written").fill("red shin")
    with page.expect_response("/review") as waiting:
        page.get_by_role("button", name="Find").click()
    assert waiting.value.request.method == "POST"
    expect(page.get_by_role("link", name="Case 60")).to_have_count(0)
    assert "red" not in page.url
    page.get_by_role("link", name="Case 41").click()
    expect(page.get_by_role("heading", name="Situation")).to_be_visible()
    answer = page.go_back()
    assert answer is None or answer.request.method == "GET"
    expect(page.get_by_role("heading", name="Review", exact=True)).to_be_visible()
