from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from fastapi.testclient import TestClient

from afterdose.console import live, pages
from afterdose.console.app import create_app
from afterdose.console.live import Feed, parts
from afterdose.console.phones import Holder
from afterdose.messaging.simulator import PhoneMessage
from afterdose.records.database import reading
from afterdose.records.models import Patient
from afterdose.settings import settings
from tests.console import clinic

Sent = list[tuple[str, str, int]]


def text(seq: int, status: str, body: str = "hello", direction: str = "outbound") -> PhoneMessage:
    at = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
    return PhoneMessage(seq, f"SM{seq}", direction, body, 0, status, at)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What phones have texted; nothing is carried anywhere."""
    texts: Sent = []
    monkeypatch.setattr(
        "afterdose.console.routes.simulator.send_from_phone",
        lambda phone, body, media_count=0: texts.append((phone, body, media_count)),
    )
    return texts


def patient_ref() -> str:
    with reading() as records:
        return f"p{records.query(Patient).one().id}"


def write(browser: TestClient, **fields: str) -> int:
    form = {"csrf": clinic.form_token(browser, "/simulator"), **fields}
    return browser.post("/simulator/texts", data=form).status_code


def test_with_the_real_carrier_there_is_no_simulator(
    sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "carrier", "twilio")
    browser = TestClient(create_app())
    for path in ("/simulator", "/simulator/events", "/simulator/api/2010-04-01/Accounts/x"):
        assert browser.get(path).status_code == 404
    assert browser.post("/simulator/texts", data={"phone": "unknown"}).status_code == 404


def test_anybody_can_text_from_a_phone_of_the_page(browser: TestClient, sent: Sent) -> None:
    assert write(browser, phone=patient_ref(), body="got dots") == 204
    assert write(browser, phone="unknown", picture="true") == 204
    assert sent == [(clinic.PATIENT, "got dots", 0), ("+12025550199", "", 1)]


@pytest.mark.parametrize("fields", [{"body": "  "}, {"body": "x" * 1601}, {"body": ""}])
def test_a_text_that_no_phone_can_send_is_refused(
    browser: TestClient, sent: Sent, fields: dict[str, str]
) -> None:
    assert write(browser, phone=patient_ref(), **fields) == 400
    assert write(browser, phone="pnobody", body="hello") == 404
    assert sent == []


def test_another_site_cannot_text_from_our_phones(browser: TestClient, sent: Sent) -> None:
    browser.get("/simulator")
    form = {"phone": "unknown", "body": "hello", "csrf": "0" * 64}
    assert browser.post("/simulator/texts", data=form).status_code == 403
    assert sent == []


def test_no_number_stands_in_an_address(browser: TestClient) -> None:
    page = browser.get("/simulator").text
    assert f'data-refs="{patient_ref()},' in page
    assert "simulator?phone" not in page


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[int, str]]]:
    watched = Feed(Holder("p1", clinic.PATIENT, "Maya"))

    def news(*book: PhoneMessage) -> list[tuple[int, str]]:
        def phone_messages(_phone: str, after_seq: int) -> list[PhoneMessage]:
            return [text for text in book if text.seq > after_seq]

        monkeypatch.setattr(live, "phone_messages", phone_messages)
        return [(text.seq, text.status) for text in watched.news()]

    return news


def test_the_stream_tells_each_text_once_and_again_when_its_state_changes(
    feed: Callable[..., list[tuple[int, str]]],
) -> None:
    assert feed(text(1, "queued"), text(2, "received")) == [(1, "queued"), (2, "received")]
    assert feed(text(1, "queued"), text(2, "received")) == []
    assert feed(text(1, "delivered"), text(2, "received")) == [(1, "delivered")]
    assert feed(text(1, "delivered"), text(2, "received"), text(3, "sent")) == [(3, "sent")]
    assert feed(text(1, "delivered"), text(2, "received"), text(3, "sent")) == []


def test_a_bubble_shows_words_as_words_and_only_web_addresses_as_links() -> None:
    body = "<script>x</script> javascript:alert(1) see http://a.example/cases/1."
    html = live.as_event("p1", text(1, "sent", body), pages.Words("en"))
    assert "<script>" not in html
    assert html.count("<a ") == 1
    assert parts(body)[1:] == [("http://a.example/cases/1", True), (".", False)]


def test_a_phone_that_rings_has_keys_until_it_is_answered() -> None:
    words = pages.Words("en")
    ringing = live.as_event("c1", text(1, "ringing", "", "call"), words)
    assert "Phone rings" in ringing
    assert [f'data-key=\\"{key}\\"' in ringing for key in "123"] == [True, True, False]
    for status in ("queued", "no-answer"):
        assert "data-key" not in live.as_event("c1", text(1, status, "", "call"), words)
    heard = live.as_event("c1", text(1, "completed", "It is yours.", "call"), words)
    assert "It is yours." in heard and "data-key" not in heard


def test_a_key_is_pressed_only_from_the_page_and_on_a_phone_that_rings(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed: list[tuple[str, str]] = []

    def press(sid: str, key: str) -> bool:
        pressed.append((sid, key))
        return sid == "CA1"

    monkeypatch.setattr("afterdose.console.routes.simulator.press_key", press)
    form = {"csrf": clinic.form_token(browser, "/simulator"), "call": "CA1", "key": "1"}
    answers = [
        browser.post("/simulator/keys", data=form | changed).status_code
        for changed in ({}, {"call": "CA2"}, {"key": "11"}, {"csrf": "x"})
    ]
    assert answers == [204, 404, 422, 403]
    assert pressed == [("CA1", "1"), ("CA2", "1")]
