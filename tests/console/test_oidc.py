"""Signing in at a provider: a real OpenID Connect server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from afterdose.console import oidc
from afterdose.records.database import reading, session
from afterdose.records.models import Clinician, User
from afterdose.records.models_console import Identity
from afterdose.settings import SettingsError, settings
from tests.console import clinic

SUBJECT = "0f4c9d"
CLAIMS: dict[str, Any] = {
    "preferred_username": "Nora.N",
    "email": "nora@clinic.example",
    "email_verified": True,
    "afterdose_role": "nurse",
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def asked(app: FastAPI, provider: str, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A browser of a clinic that has this provider."""
    monkeypatch.setattr(settings(), "oidc_issuer", provider)
    monkeypatch.setattr(settings(), "oidc_client_id", "afterdose")
    monkeypatch.setattr(settings(), "oidc_client_secret", "a secret of the clinic's")
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)


def knows(provider: str, **claims: Any) -> None:
    answer = httpx.put(f"{provider}/users/{SUBJECT}", json=CLAIMS | claims)
    assert answer.status_code == 204


def to_provider(browser: TestClient, next: str = "/") -> str:
    answer = browser.get(f"/sign-in/oidc?next={next}")
    assert answer.status_code == 303
    return answer.headers["location"]


def vouched(url: str, subject: str = SUBJECT) -> str:
    """Sign in at the provider; give the path and query of our callback."""
    answer = httpx.post(url, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def test_a_nurse_signs_in_where_a_page_led(asked: TestClient, provider: str) -> None:
    knows(provider)
    with session() as records:
        records.query(Clinician).filter_by(role="nurse").one().email = "Nora@clinic.example"
    assert "/sign-in/oidc" in asked.get("/sign-in").text
    url = to_provider(asked, f"/cases/{clinic.CASE}")
    query = parse_qs(urlsplit(url).query)
    assert query["code_challenge_method"] == ["S256"]
    back = asked.get(vouched(url))
    assert (back.status_code, back.headers["location"]) == (303, f"/cases/{clinic.CASE}")
    page = asked.get(f"/cases/{clinic.CASE}").text
    assert "Maya Rosen" in page
    assert "Nora Nielsen" in page, "known by the address that the provider has verified"


def test_the_same_subject_is_the_same_account_and_the_provider_says_the_role(
    asked: TestClient, provider: str
) -> None:
    knows(provider)
    asked.get(vouched(to_provider(asked)))
    knows(provider, preferred_username="renamed", afterdose_role="administrator")
    asked.get(vouched(to_provider(asked)))
    with reading() as records:
        identity = records.query(Identity).one()
        user = records.get_one(User, identity.user_id)
    assert (user.username, user.role) == ("nora.n", "administrator")
    assert asked.get("/worklist").status_code == 403, "an administrator sees no patient"


def test_a_colleague_whose_name_is_taken_does_not_get_that_account(
    asked: TestClient, provider: str
) -> None:
    knows(provider, preferred_username="supervisor", afterdose_role="reviewer")
    assert asked.get(vouched(to_provider(asked))).status_code == 303
    with reading() as records:
        assert records.query(User).filter_by(username="supervisor").one().role == "supervisor"
        identity = records.query(Identity).one()
        assert records.get_one(User, identity.user_id).role == "reviewer"


@pytest.mark.parametrize("role", [None, "boss", ["nurse", "administrator"], []])
def test_without_exactly_one_role_nobody_gets_in(
    asked: TestClient, provider: str, role: object
) -> None:
    knows(provider, afterdose_role=role)
    refused = asked.get(vouched(to_provider(asked)))
    assert refused.status_code == 401
    assert "did not let you in" in refused.text
    with reading() as records:
        assert records.query(Identity).count() == 0
    assert asked.get("/").status_code == 303


def test_an_unverified_address_makes_nobody_a_clinician(asked: TestClient, provider: str) -> None:
    knows(provider, email_verified=False)
    with session() as records:
        records.query(Clinician).filter_by(role="nurse").one().email = CLAIMS["email"]
    asked.get(vouched(to_provider(asked)))
    with reading() as records:
        identity = records.query(Identity).one()
        assert records.get_one(User, identity.user_id).clinician_id is None


def test_an_answer_that_this_browser_did_not_ask_for_opens_nothing(
    app: FastAPI, asked: TestClient, provider: str
) -> None:
    knows(provider)
    callback = vouched(to_provider(asked))
    stranger = TestClient(app, follow_redirects=False)
    assert stranger.get(callback).status_code == 401
    to_provider(stranger)
    assert stranger.get(callback).status_code == 401, "another browser's state"
    assert stranger.get("/").status_code == 303


def test_an_answer_opens_once(asked: TestClient, provider: str) -> None:
    knows(provider)
    callback = vouched(to_provider(asked))
    assert asked.get(callback).status_code == 303
    asked.cookies.delete("afterdose_session")
    assert asked.get(callback).status_code == 401


def test_a_token_for_another_question_is_refused(
    asked: TestClient, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    knows(provider)
    real = oidc.begin

    def begin() -> tuple[str, dict[str, str]]:
        url, remembered = real()
        return url, remembered | {"nonce": "another"}

    monkeypatch.setattr(oidc, "begin", begin)
    assert asked.get(vouched(to_provider(asked))).status_code == 401


def test_a_provider_that_is_down_leaves_the_other_door_open(
    asked: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "oidc_issuer", "http://127.0.0.1:9")
    answer = asked.get("/sign-in/oidc")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert clinic.sign_in(asked, "nurse") == 303


def test_an_account_of_the_provider_has_no_password(asked: TestClient, provider: str) -> None:
    knows(provider)
    asked.get(vouched(to_provider(asked)))
    asked.cookies.clear()
    for password in ("", "x" * 12):
        assert clinic.sign_in(asked, "nora.n", password) == 401


def test_without_a_provider_there_is_no_such_door(browser: TestClient) -> None:
    assert browser.get("/sign-in/oidc").status_code == 404
    assert "/sign-in/oidc" not in browser.get("/sign-in").text


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"OIDC_ISSUER": "https://id.example"}, "AFTERDOSE_OIDC_CLIENT_ID"),
        (
            {"OIDC_ISSUER": "http://id.example", "OIDC_CLIENT_ID": "afterdose"},
            "AFTERDOSE_OIDC_ISSUER",
        ),
    ],
)
def test_a_half_configured_provider_ends_the_start(
    given: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"AFTERDOSE_{name}", value)
    settings.cache_clear()
    with pytest.raises(SettingsError, match=named):
        settings()
