"""Signing in with an authenticator app beside the password."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from afterdose import clock
from afterdose.cli.main import typer_app
from afterdose.console import sign_in
from afterdose.records.database import reading
from afterdose.records.models import AuditEntry
from afterdose.records.models_console import SecondFactor
from afterdose.settings import settings
from tests.console import clinic


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    wait(monkeypatch, timedelta(0))


def wait(monkeypatch: pytest.MonkeyPatch, length: timedelta) -> None:
    later = clock.now() + length
    monkeypatch.setattr(clock, "now", lambda: later)


def send(browser: TestClient, path: str, page: str = "/account", **fields: str) -> int:
    form = {"csrf": clinic.form_token(browser, page), **fields}
    return browser.post(path, data=form).status_code


def connect(browser: TestClient) -> pyotp.TOTP:
    """Set an app up as a nurse does: scan, confirm; give the app."""
    assert send(browser, "/account/code/begin") == 303
    secret = re.search(r'class="code secret">(\w+)<', browser.get("/account").text)
    assert secret
    app = pyotp.TOTP(secret.group(1))
    assert send(browser, "/account/code/confirm", code=app.at(clock.now())) == 303
    return app


@pytest.fixture
def app_of_nurse(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> pyotp.TOTP:
    clinic.sign_in(browser, "nurse")
    app = connect(browser)
    browser.cookies.clear()
    wait(monkeypatch, timedelta(minutes=1))
    return app


def test_from_the_confirmed_app_on_the_password_alone_opens_nothing(
    browser: TestClient, app_of_nurse: pyotp.TOTP
) -> None:
    path = f"/cases/{clinic.CASE}"
    token = clinic.form_token(browser, "/sign-in")
    form = {"csrf": token, "username": "nurse", "password": clinic.PASSWORD, "next": path}
    halfway = browser.post("/sign-in", data=form)
    assert halfway.headers["location"] == f"/sign-in/code?next={path}"
    assert browser.get("/").status_code == 303, "not signed in yet"
    code = app_of_nurse.at(clock.now())
    assert send(browser, "/sign-in/code", "/sign-in/code", code=f"{code[:3]} {code[3:]}") == 303
    assert "Maya Rosen" in browser.get(path).text


def test_a_code_opens_once(browser: TestClient, app_of_nurse: pyotp.TOTP) -> None:
    code = app_of_nurse.at(clock.now())
    clinic.sign_in(browser, "nurse")
    assert send(browser, "/sign-in/code", "/sign-in/code", code=code) == 303
    browser.cookies.clear()
    clinic.sign_in(browser, "nurse")
    assert send(browser, "/sign-in/code", "/sign-in/code", code=code) == 401
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize(("seconds", "status"), [(-30, 303), (30, 303), (-90, 401), (90, 401)])
def test_a_phone_whose_clock_is_a_little_off_is_let_in(
    browser: TestClient, app_of_nurse: pyotp.TOTP, seconds: int, status: int
) -> None:
    there: datetime = clock.now() + timedelta(seconds=seconds)
    clinic.sign_in(browser, "nurse")
    assert send(browser, "/sign-in/code", "/sign-in/code", code=app_of_nurse.at(there)) == status


def test_wrong_codes_lock_the_account_though_the_password_is_entered_anew(
    browser: TestClient, app_of_nurse: pyotp.TOTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(sign_in.FAILURES_BEFORE_LOCK):
        assert clinic.sign_in(browser, "nurse") == 303
        assert send(browser, "/sign-in/code", "/sign-in/code", code="000000") == 401
    assert clinic.sign_in(browser, "nurse") == 401
    wait(monkeypatch, sign_in.LOCK + timedelta(seconds=1))
    assert clinic.sign_in(browser, "nurse") == 303


def test_the_step_between_password_and_code_expires(
    browser: TestClient, app_of_nurse: pyotp.TOTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.sign_in(browser, "nurse")
    wait(monkeypatch, timedelta(minutes=6))
    code = app_of_nurse.at(clock.now())
    assert send(browser, "/sign-in/code", "/sign-in/code", code=code) == 401
    assert browser.get("/").status_code == 303


def test_a_code_without_the_password_opens_nothing(
    browser: TestClient, app_of_nurse: pyotp.TOTP
) -> None:
    code = app_of_nurse.at(clock.now())
    assert send(browser, "/sign-in/code", "/sign-in/code", code=code) == 401
    assert browser.get("/").status_code == 303


def test_with_the_real_carrier_an_account_sets_up_codes_before_anything_else(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "carrier", "twilio")
    clinic.sign_in(browser, "nurse")
    for path in ("/", f"/cases/{clinic.CASE}", "/worklist"):
        assert browser.get(path).headers["location"] == "/account"
    take = f"/escalations/{clinic.ESCALATION}/acknowledge"
    assert browser.post(take).headers["location"] == "/account"
    connect(browser)
    assert browser.get("/").status_code == 200


def test_the_app_is_taken_away_only_against_a_code(
    browser: TestClient, app_of_nurse: pyotp.TOTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.sign_in(browser, "nurse")
    send(browser, "/sign-in/code", "/sign-in/code", code=app_of_nurse.at(clock.now()))
    assert send(browser, "/account/code/remove", code="000000") == 401
    wait(monkeypatch, timedelta(minutes=1))
    code = app_of_nurse.at(clock.now())
    monkeypatch.setattr(settings(), "second_factor", "required")
    assert send(browser, "/account/code/remove", "/", code=code) == 401
    monkeypatch.setattr(settings(), "second_factor", "")
    assert send(browser, "/account/code/remove", code=code) == 303
    browser.cookies.clear()
    assert clinic.sign_in(browser, "nurse") == 303
    assert browser.get("/").status_code == 200


def test_a_lost_phone_is_reset_by_the_operator_and_signs_everybody_out(
    browser: TestClient,
) -> None:
    clinic.sign_in(browser, "nurse")
    connect(browser)
    assert browser.get("/").status_code == 200
    reset = CliRunner().invoke(typer_app, ["users", "reset-codes", "--username", "Nurse"])
    assert (reset.exit_code, reset.stderr) == (0, "")
    assert browser.get("/").status_code == 303
    clinic.sign_in(browser, "nurse")
    assert browser.get("/").status_code == 200
    unknown = CliRunner().invoke(typer_app, ["users", "reset-codes", "--username", "nobody"])
    assert (unknown.exit_code, "no account nobody" in unknown.stderr) == (1, True)


def test_the_secret_is_encrypted_and_the_change_recorded(browser: TestClient) -> None:
    clinic.sign_in(browser, "nurse")
    app = connect(browser)
    with reading() as records:
        raw = records.connection().exec_driver_sql("SELECT secret FROM second_factors").scalar()
        assert app.secret.encode() not in bytes(raw)
        assert records.query(SecondFactor).one().secret == app.secret
        actions = [entry.action for entry in records.query(AuditEntry)]
    assert "second_factor.added" in actions
