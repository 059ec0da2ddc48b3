"""No page has a fault that axe finds: desk and phone, light and dark, every role that sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from afterdose.console import access
from afterdose.records.database import reading, session
from afterdose.records.models import InboundMessage, Patient
from tests.console import clinic, crowd, reviewing
from tests.console.browsing import NEEDS_CHROMIUM, fits, sign_in

pytestmark = NEEDS_CHROMIUM

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js").read_text("utf-8")
SHAPES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
# Which role sees a page; what stands here and what the table of routes knows is compared.
PAGES = {
    "/": "nurse",
    "/cases/{case_id}": "nurse",
    "/patients": "nurse",
    "/patients/{patient_id}": "nurse",
    "/patients/{patient_id}/edit": "nurse",
    "/figures": "supervisor",
    "/review": "nurse",
    "/review/queue": "nurse",
    "/review/agreement": "supervisor",
    "/review/texts/{message_id}": "nurse",
    "/review/misread": "supervisor",
    "/rota": "supervisor",
    "/team": "supervisor",
    "/cases/{case_id}/report": "nurse",
    "/exports": "supervisor",
    "/protocols": "nurse",
    "/protocols/changes": "administrator",
    "/protocols/{page}": "administrator",
    "/account": "nurse",
    "/audit": "administrator",
}
PARTS = {
    "/cases/{case_id}/report.pdf",
    "/exports/log.{form}",
    "/exports/audit.{form}",
    "/worklist",
    "/cases/{case_id}/live",
    "/news",
    "/review/misread.jsonl",
}
OPEN = ("/sign-in", "/sign-in/code", "/simulator", "/nowhere")


def test_no_page_is_forgotten_here() -> None:
    gets = {path for method, path in access.ROLES if method == "GET"}
    assert set(PAGES) == gets - PARTS


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", list(SHAPES))
def test_axe_finds_nothing(chromium: Browser, site: str, shape: str, scheme: str) -> None:
    crowd.fill()
    with session() as records:
        reviewing.add_some(records)
    with reading() as records:
        patient_id = records.query(Patient).filter_by(external_id="P1").one().id
        message_id = records.query(InboundMessage).filter_by(case_id=clinic.CASE).one().id
    ids = {"case_id": clinic.CASE, "patient_id": patient_id, "page": "bleeding"}
    ids["message_id"] = message_id
    found: dict[str, list[str]] = {}
    for role in ("", "nurse", "supervisor", "administrator"):
        context = chromium.new_context(
            base_url=site,
            viewport=SHAPES[shape],  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="en-US",
            bypass_csp=True,  # for axe itself; the other browser tests run under the policy
        )
        page = context.new_page()
        if role:
            page.goto("/sign-in")
            sign_in(page, role)
            expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        for path in [p for p, who in PAGES.items() if who == role] if role else OPEN:
            page.goto(path.format(**ids))
            found |= faults(page, path)
        context.close()
    assert found == {}


def faults(page: Page, path: str) -> dict[str, list[str]]:
    """Run axe on a page as it stands; give what it finds by the page's path."""
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("axe.run()")
    told = [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in result["violations"]]
    if not fits(page):
        told.append("wider than the screen")
    return {path: told} if told else {}
