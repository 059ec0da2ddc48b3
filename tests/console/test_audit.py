"""The audit log: what is looked at is written down, and administrators can read it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from afterdose import clock, texts
from afterdose.console import audit_log
from afterdose.console.pages import LANGUAGES
from afterdose.records.database import session
from afterdose.records.models import AuditEntry
from tests.console import clinic
from tests.console.written_codes import audited


@pytest.fixture
def administrator(browser: TestClient) -> TestClient:
    clinic.sign_in(browser, "nurse")
    browser.get(f"/cases/{clinic.CASE}")
    assert browser.get("/audit").status_code == 403
    browser.cookies.clear()
    clinic.sign_in(browser, "administrator")
    return browser


def rows(html: str) -> list[str]:
    table = html.split("<tbody")[1]
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]


def test_an_administrator_reads_who_opened_which_case(administrator: TestClient) -> None:
    page = administrator.get("/audit").text
    found = rows(page)
    assert any("nurse (Nora Nielsen) opened a case case 41" in row for row in found)
    assert any("was refused a page page /audit" in row for row in found)
    assert "read this log" in found[0], "the newest first"
    assert "Maya" not in page, "the log names no patient"


def test_the_log_can_be_narrowed(administrator: TestClient) -> None:
    with session() as records:
        nurse = records.query(AuditEntry).filter_by(action="case.viewed").one().actor[5:]
    of_nurse = rows(administrator.get(f"/audit?user={nurse}&action=case.viewed").text)
    assert len(of_nurse) == 1
    today = clock.now().date()
    assert len(rows(administrator.get(f"/audit?since={today}&until={today}").text)) > 3
    gone = rows(administrator.get(f"/audit?until={today - timedelta(days=1)}").text)
    assert gone == ["none"]
    assert administrator.get("/audit?since=yesterday").status_code == 400


def test_older_entries_stand_on_the_next_page(administrator: TestClient) -> None:
    with session() as records:
        for number in range(audit_log.PAGE + 20):
            records.add(
                AuditEntry(actor="operator", action="x", subject=f"n:{number}", at=clock.now())
            )
    seen: list[str] = []
    path = "/audit?action=x"
    while path:
        html = administrator.get(path).text
        seen += rows(html)
        link = re.search(r'href="(/audit\?[^"]*before[^"]*)"', html)
        path = link.group(1).replace("&amp;", "&") if link else ""
    assert len(seen) == audit_log.PAGE + 20 == len(set(seen))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_written_into_the_log_has_words(language: str) -> None:
    written = audited()
    assert {"case.viewed", "signed_in", "refused", "second_factor.reset"} <= written
    known = texts.texts(language)
    assert {action for action in written if f"console.audited.{action}" not in known} == set()
