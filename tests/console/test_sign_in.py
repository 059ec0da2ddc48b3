from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from afterdose import clock
from afterdose.console import accounts, sign_in
from afterdose.console.app import create_app
from afterdose.console.routes.sign_in import local_path
from afterdose.records.database import reading
from afterdose.records.models import AuditEntry, UserSession
from afterdose.settings import settings
from tests.console import clinic


def wait(monkeypatch: pytest.MonkeyPatch, length: timedelta) -> None:
    later = clock.now() + length
    monkeypatch.setattr(clock, "now", lambda: later)


def test_a_nurse_signs_in_where_a_page_led_and_out_again(browser: TestClient) -> None:
    asked = browser.get(f"/cases/{clinic.CASE}")
    assert asked.status_code == 303
    assert asked.headers["location"] == f"/sign-in?next=/cases/{clinic.CASE}"

    form = {"csrf": clinic.form_token(browser, asked.headers["location"]), "username": "Nurse "}
    form |= {"password": clinic.PASSWORD, "next": f"/cases/{clinic.CASE}"}
    entered = browser.post("/sign-in", data=form)
    assert (entered.status_code, entered.headers["location"]) == (303, f"/cases/{clinic.CASE}")
    assert "Maya" in browser.get(f"/cases/{clinic.CASE}").text

    cookies = dict(browser.cookies)
    left = browser.post("/sign-out", data={"csrf": clinic.form_token(browser, "/")})
    assert left.headers["location"] == "/sign-in"
    browser.cookies.update(cookies)
    assert browser.get("/").status_code == 303, "the old cookie opens nothing"


def test_the_cookie_is_hidden_and_only_its_hash_is_stored(browser: TestClient) -> None:
    token = clinic.form_token(browser, "/sign-in")
    form = {"csrf": token, "username": "nurse", "password": clinic.PASSWORD}
    cookie = browser.post("/sign-in", data=form).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    with reading() as records:
        stored = records.query(UserSession).one().token_hash
    assert stored not in cookie
    assert len(stored) == 64


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "public_url", "https://clinic.example")
    cookie = browser.get("/sign-in").headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie


def test_wrong_password_and_unknown_name_get_the_same_answer(browser: TestClient) -> None:
    pages = []
    for name in ("nurse", "nobody"):
        form = {"csrf": clinic.form_token(browser, "/sign-in"), "username": name}
        answer = browser.post("/sign-in", data=form | {"password": "not the password"})
        assert answer.status_code == 401
        pages.append(answer.text.replace(name, "NAME"))
    assert pages[0] == pages[1]


def test_five_failures_lock_the_account_for_a_while(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(sign_in.FAILURES_BEFORE_LOCK):
        assert clinic.sign_in(browser, "nurse", "guess guess guess") == 401
    assert clinic.sign_in(browser, "nurse") == 401, "even the right password waits"
    assert clinic.sign_in(browser, "physician") == 303, "others are not locked out"
    wait(monkeypatch, sign_in.LOCK + timedelta(seconds=1))
    assert clinic.sign_in(browser, "nurse") == 303


def test_a_session_ends_when_nobody_is_there_though_the_page_refreshes_itself(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.sign_in(browser, "nurse")
    wait(monkeypatch, timedelta(minutes=20))
    assert browser.get("/").status_code == 200, "a step of the nurse's keeps it alive"
    wait(monkeypatch, timedelta(minutes=20))
    assert browser.get("/worklist").status_code == 200, "the page's own refresh does not"
    wait(monkeypatch, timedelta(minutes=15))
    ended = browser.get("/worklist", headers={"HX-Request": "true"})
    assert (ended.status_code, ended.headers["HX-Redirect"]) == (401, "/sign-in")


def test_a_session_ends_after_a_shift_however_busy(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.sign_in(browser, "nurse")
    for _ in range(12 * 3 - 1):
        wait(monkeypatch, timedelta(minutes=20))
        assert browser.get("/").status_code == 200
    wait(monkeypatch, timedelta(minutes=20))
    assert browser.get("/").status_code == 303


def test_sign_ins_are_recorded(browser: TestClient) -> None:
    clinic.sign_in(browser, "nurse", "wrong wrong wrong")
    clinic.sign_in(browser, "nurse")
    with reading() as records:
        actions = [entry.action for entry in records.query(AuditEntry).order_by(AuditEntry.seq)]
    assert actions == ["sign_in_refused", "signed_in"]


def test_the_demo_password_opens_nothing_with_the_real_carrier(
    sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add_demo_accounts()
    browser = TestClient(create_app(), follow_redirects=False)
    assert clinic.sign_in(browser, "nurse", accounts.DEMO_PASSWORD) == 303
    monkeypatch.setattr(settings(), "carrier", "twilio")
    assert clinic.sign_in(browser, "nurse", accounts.DEMO_PASSWORD) == 401


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
    ],
)
def test_nobody_is_sent_off_the_site_after_signing_in(wanted: str) -> None:
    assert local_path(wanted) == "/"


def test_a_path_of_ours_is_kept() -> None:
    assert local_path("/cases/abc?x=1") == "/cases/abc?x=1"
