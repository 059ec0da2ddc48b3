from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from afterdose.messaging import delivery
from afterdose.messaging.outbox import queue_text
from afterdose.records.database import reading, session
from afterdose.records.models import OutboundMessage
from tests.messaging.conftest import PATIENT, PUBLIC
from tests.standin.twilio_server import TOKEN, sign

SID = "SM" + "1" * 32
WORDS = ("accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed", "read")
FINAL = ("delivered", "undelivered", "failed", "moot")


def text(state: str = "sent", *, sid: str | None = None, kind: str = "reply") -> OutboundMessage:
    with session() as records:
        message = queue_text(
            records, key=f"k{state}{sid}", kind=kind, body="hello", priority=2, phone=PATIENT
        )
        message.state, message.carrier_id = state, sid
    return message


def callback(
    web: TestClient,
    status: str,
    *,
    sid: str = SID,
    send: str | None = None,
    code: int | None = None,
    token: str = TOKEN,
) -> int:
    path = "/twilio/status" + (f"?send={send}" if send else "")
    form = {"MessageSid": sid, "MessageStatus": status}
    if code:
        form["ErrorCode"] = str(code)
    headers = {"X-Twilio-Signature": sign(PUBLIC + path, form, token)}
    return web.post(path, data=form, headers=headers).status_code


def now(message: OutboundMessage) -> OutboundMessage:
    with reading() as records:
        return records.scalars(select(OutboundMessage).filter_by(id=message.id)).one()


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("state", ["queued", "sending", "uncertain", "sent", *FINAL])
def test_each_word_moves_each_state_forward_or_not_at_all(
    web: TestClient, state: str, word: str
) -> None:
    message = text(state, sid=SID)
    assert callback(web, word) == 204
    expected = {"delivered": "delivered", "read": "delivered"}.get(
        word, word if word in FINAL else "sent"
    )
    assert now(message).state == (state if state in FINAL else expected)


def test_every_state_is_in_the_table() -> None:
    assert set(delivery.MOVES) == {"queued", "sending", "uncertain", "sent", *FINAL}


def test_callbacks_in_the_wrong_order_end_as_delivered(web: TestClient) -> None:
    message = text("sent", sid=SID)
    for word in ("delivered", "sent", "queued", "delivered"):
        assert callback(web, word) == 204
    assert (now(message).state, now(message).carrier_status) == ("delivered", "delivered")


def test_a_word_that_is_known_waits_for_nobody_who_writes(web: TestClient) -> None:
    message = text("sent", sid=SID)
    with session() as records:
        records.get_one(OutboundMessage, message.seq, with_for_update=True)
        assert [callback(web, word) for word in ("queued", "sending", "sent")] == [204] * 3
    assert now(message).state == "sent"


def test_a_callback_settles_a_send_that_was_uncertain(web: TestClient) -> None:
    message = text("uncertain")
    assert callback(web, "sent", send=message.id) == 204
    settled = now(message)
    assert (settled.state, settled.carrier_id) == ("sent", SID)
    assert settled.accepted_at is not None


def test_an_undelivered_page_is_noticed_once_with_its_code(web: TestClient) -> None:
    noticed: list[tuple[str, int | None]] = []
    delivery.on_undeliverable("page")(
        lambda records, message: noticed.append((message.state, message.error_code))
    )
    text("sent", sid=SID, kind="page")
    for _ in range(2):
        assert callback(web, "undelivered", code=30005) == 204
    assert noticed == [("undelivered", 30005)]


def test_when_nobody_can_take_notice_the_callback_has_to_come_again(web: TestClient) -> None:
    @delivery.on_undeliverable("page")
    def fails(records: object, message: object) -> None:
        raise RuntimeError("no")

    message = text("sent", sid=SID, kind="page")
    assert callback(web, "undelivered") == 503
    assert now(message).state == "sent"


def test_a_callback_about_another_text_changes_nothing(web: TestClient) -> None:
    message = text("sent", sid=SID)
    assert callback(web, "failed", sid="SM" + "2" * 32) == 204
    assert callback(web, "failed", sid="SM" + "2" * 32, send=message.id) == 204
    assert now(message).state == "sent"


def test_an_unsigned_callback_is_refused(web: TestClient) -> None:
    message = text("sent", sid=SID)
    assert callback(web, "failed", token="somebody-else") == 403
    assert now(message).state == "sent"
