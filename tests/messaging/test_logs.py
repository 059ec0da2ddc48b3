"""No text and no phone number in any log line, also when everything fails."""

from __future__ import annotations

import logging

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from afterdose.messaging import texts_in_line
from afterdose.messaging.carrier import Carrier
from afterdose.messaging.handlers import Handlers
from afterdose.messaging.outbox import queue_text
from afterdose.messaging.screening import Screening
from afterdose.messaging.sending import send_next
from afterdose.messaging.sweep import Sweep
from afterdose.records.database import session
from tests.messaging.conftest import PATIENT, PUBLIC, Clock, enrol
from tests.messaging.rooms import HANDLERS
from tests.standin.book import Text
from tests.standin.twilio_server import StandInTwilio, inbound_form, sign

BODY = "blood in my urine"


def test_no_log_line_holds_a_text_or_a_phone(
    web: TestClient, twilio: StandInTwilio, hand: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(message_id: str, attempt: int) -> str:
        raise ValueError(BODY + PATIENT)

    caplog.set_level(logging.DEBUG)
    enrol()
    with capture_logs() as lines:
        form = inbound_form(Text(PATIENT, BODY, to_us=True))
        web.post("/twilio/sms", data=form)
        headers = {"X-Twilio-Signature": sign(PUBLIC + "/twilio/sms", form)}
        assert web.post("/twilio/sms", data=form, headers=headers).status_code == 200
        Screening(HANDLERS.screen).step()
        assert texts_in_line.handle_next(Handlers(HANDLERS.screen, fails, HANDLERS.clinician))
        with session() as records:
            queue_text(records, key="k", kind="reply", body=BODY, priority=2, phone=PATIENT)
        twilio.fail_next("429", "500", "drop")
        for _ in range(6):
            send_next(Carrier(), "rest")
            hand.pass_(60)
        twilio.__exit__()
        send_next(Carrier(), "rest")
        Sweep(Carrier()).step()
    said = str(lines) + caplog.text.replace("HTTP Request: POST", "")
    assert len(lines) > 5
    assert BODY not in said
    assert PATIENT not in said
    assert PATIENT.removeprefix("+") not in said
