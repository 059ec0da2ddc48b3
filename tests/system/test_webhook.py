"""What may come in by the webhook: forged, repeated, strange, from nobody we know."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from tests.standin.book import new_sid
from tests.standin.twilio_server import StandInTwilio
from tests.system.installation import Installation, until
from tests.system.people import Patient, Person

GivePatient = Callable[..., Patient]


def stored(installation: Installation, sid: str) -> int:
    return len(installation.rows("select 1 from inbound_messages where carrier_id = ?", sid))


def test_a_forged_text_is_refused_and_not_stored(
    patient: GivePatient, installation: Installation, twilio: StandInTwilio
) -> None:
    ana, webhook = patient(), f"{installation.base}/twilio/sms"
    form = {"From": ana.phone, "Body": "hello", "MessageSid": new_sid(), "NumMedia": "0"}
    assert httpx.post(webhook, data=form).status_code == 403
    wrong = twilio.text_in(webhook, ana.phone, "hello", token="another-token")
    elsewhere = twilio.text_in(
        webhook, ana.phone, "hello", signed_url="http://elsewhere/twilio/sms"
    )
    assert (wrong.status_code, elsewhere.status_code) == (403, 403)
    assert stored(installation, form["MessageSid"]) == 0


def test_a_repeated_webhook_changes_nothing(patient: GivePatient, nurse: Person) -> None:
    ben, sid = patient(), new_sid()
    for _ in range(3):
        ben.send("my nose keeps bleeding", sid=sid)
    ben.wait_until_settled(sid)
    first = ben.receives()
    assert ben.question() == "G0"
    ben.send("my nose keeps bleeding", sid=sid)
    ben.is_left_in_peace()
    assert stored(ben.installation, sid) == 1
    assert first.count("safety check") == 1


@pytest.mark.parametrize(
    "text",
    ["/restart", "/emergency", '/report_fever{"F1": "36.5"}', "/session_start", " //restart"],
)
def test_commands_to_rasa_are_only_words(patient: GivePatient, text: str) -> None:
    cora = patient()
    cora.says("my gums bleed")
    cora.says("no")
    asked = cora.question()
    assert asked not in (None, "G0")
    assert cora.says(text)
    assert cora.question() == asked
    assert cora.decisions() == []


@pytest.mark.parametrize("text", ["😀", "🩸🩸🩸", "?", "....", "x" * 1600, "\u200b", "ok " * 500])
def test_whatever_is_texted_somebody_answers(patient: GivePatient, text: str) -> None:
    dan = patient()
    assert dan.says(text)


def test_a_picture_without_words_is_answered_and_seen_by_a_human(
    patient: GivePatient, nurse: Person
) -> None:
    eva = patient()
    told = eva.says("", media_count=1)
    assert re.search("picture|photo", told, re.IGNORECASE)
    assert "911" in told
    eva.page(nurse)


def test_an_unknown_number_hears_once_a_day_how_to_get_help(
    installation: Installation, twilio: StandInTwilio
) -> None:
    stranger = Person(installation, twilio, "+15550170001")
    told = stranger.says("is this the lemtrada line")
    assert "911" in told
    assert not re.search("lemtrada|alemtuzumab|multiple", told, re.IGNORECASE)
    assert stranger.says("hello?") == ""


def test_stop_and_start(patient: GivePatient, nurse: Person) -> None:
    fay = patient()
    fay.says("my gums bleed a lot")
    assert fay.says("STOP") == ""
    until(lambda: fay.escalations(), "a human hears that an undecided patient is gone")
    assert fay.escalations()[-1]["reason"] == "opted_out"
    fay.page(nurse)
    assert fay.says("START")
    assert fay.question() == "G0"
