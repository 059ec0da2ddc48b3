from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount, Route

from afterdose.console import access, accounts, headers
from tests.console import clinic

# What is mounted passes no gate: files that hold no data, and the simulated carrier's
# REST API, which asks for the carrier's own credentials.
MOUNTED = {"/static", "/simulator/api"}


def routes(app: FastAPI) -> Iterable[tuple[str, str]]:
    """Walk every route of the application: method and path."""
    stack: list[BaseRoute] = list(app.router.routes)
    while stack:
        route = stack.pop()
        inner = getattr(route, "effective_route_contexts", None)
        if isinstance(route, Mount):
            assert route.path in MOUNTED, f"{route.path} is mounted behind no gate"
        elif isinstance(route, Route) or hasattr(route, "methods"):
            for method in sorted(getattr(route, "methods", None) or ()):
                yield method, str(route.path)  # type: ignore[attr-defined]
        else:
            assert inner is not None, f"cannot tell what {route} is"
            stack.extend(inner())


def test_every_route_is_open_on_purpose_or_in_the_table(app: FastAPI) -> None:
    walked = {(method, path) for method, path in routes(app) if method != "HEAD"}
    guarded = {(method, path) for method, path in walked if not access.is_open(path)}
    assert guarded == set(access.ROLES), "a route without roles, or roles without a route"
    assert ("POST", "/twilio/sms") in walked
    assert ("GET", "/simulator") in walked


def test_every_route_lets_in_the_roles_of_the_table_and_nobody_else(
    app: FastAPI, browser: TestClient, short_news: None
) -> None:
    for role in accounts.ROLES:
        browser.cookies.clear()
        clinic.sign_in(browser, role)
        token = clinic.CSRF.search(browser.get("/sign-in").text)
        assert token
        for (method, path), allowed in access.ROLES.items():
            if path == "/sign-out":
                continue
            url = re.sub(r"\{\w+\}", "nothing", path)
            answer = browser.request(method, url, data={"csrf": "x"} if method == "POST" else None)
            reached = 404 if "{" in path else 200
            # A form without its token is refused after the role is checked, by another page.
            refused_form = answer.status_code == 403 and "expired" in answer.text
            if (role, path) == ("administrator", "/"):
                assert answer.headers["location"] == "/audit", "no patient for administrators"
            elif role in allowed:
                assert answer.status_code == reached or refused_form, (role, path)
            else:
                assert answer.status_code == 403, (role, path)
                assert not refused_form, (role, path)


def test_nobody_gets_anywhere_without_signing_in(browser: TestClient) -> None:
    for method, path in access.ROLES:
        answer = browser.request(method, re.sub(r"\{\w+\}", clinic.CASE, path))
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/sign-in"), path
        assert "Maya" not in answer.text


def test_a_route_that_nobody_entered_in_the_table_is_refused(app: FastAPI) -> None:
    app.add_api_route("/forgotten", lambda: {"secret": 1})
    browser = TestClient(app, follow_redirects=False)
    assert browser.get("/forgotten").status_code == 303
    clinic.sign_in(browser, "supervisor")
    assert browser.get("/forgotten").status_code == 403


@pytest.mark.parametrize(
    "path", ["/sign-out", f"/escalations/{clinic.ESCALATION}/acknowledge", "/sign-in"]
)
@pytest.mark.parametrize("token", [None, "", "0" * 64])
def test_a_form_of_another_site_changes_nothing(
    browser: TestClient, path: str, token: str | None
) -> None:
    clinic.sign_in(browser, "nurse")
    answer = browser.post(path, data={} if token is None else {"csrf": token})
    assert answer.status_code == 403
    assert "I take it" in browser.get(f"/cases/{clinic.CASE}").text


def test_the_token_of_one_browser_does_not_serve_another(app: FastAPI) -> None:
    nurse, physician = (TestClient(app, follow_redirects=False) for _ in range(2))
    clinic.sign_in(nurse, "nurse")
    clinic.sign_in(physician, "physician")
    stolen = clinic.form_token(nurse, "/")
    assert physician.post("/sign-out", data={"csrf": stolen}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/simulator", "/healthz", "/broken"])
def test_every_answer_carries_the_security_headers(app: FastAPI, path: str) -> None:
    def broken() -> None:
        raise RuntimeError("secret inside")

    app.add_api_route("/broken", broken)
    access_open = (*access.OPEN, "/broken")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, "OPEN", access_open)
        browser = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
        answer = browser.get(path)
    for name, value in headers.HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["cache-control"] == "no-store"
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert "secret inside" not in answer.text


def test_no_page_holds_inline_script_or_style(browser: TestClient) -> None:
    clinic.sign_in(browser, "nurse")
    for path in ("/", f"/cases/{clinic.CASE}", "/simulator", "/nowhere"):
        html = browser.get(path).text
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", html), path


def test_there_is_no_list_of_our_routes(browser: TestClient) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert browser.get(path).status_code == 404
