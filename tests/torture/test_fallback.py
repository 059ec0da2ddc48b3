"""The page that the carrier answers with when nothing of ours does."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from afterdose.messaging.segments import segments
from afterdose.settings import ROOT

PAGE = ROOT / "deploy" / "fallback" / "sms.xml"
EXAMPLE = ROOT / "deploy" / "afterdose.env.example"


def text() -> str:
    page = ElementTree.fromstring(PAGE.read_bytes())
    assert page.tag == "Response"
    (message,) = page
    assert message.tag == "Message"
    return message.text or ""


def test_it_says_what_to_do_first_and_whom_to_call() -> None:
    assert text().startswith("In an emergency call 911.")
    clinic = re.search(r"AFTERDOSE_CLINIC_PHONE=(\S+)", EXAMPLE.read_text("utf-8"))
    assert clinic is not None
    assert clinic[1] in text().replace(" ", "")


def test_it_is_short_and_names_nothing_about_anyone() -> None:
    assert segments(text()) <= 2
    assert not re.search("lemtrada|alemtuzumab|multiple|infusion|patient", text(), re.IGNORECASE)


def test_the_instructions_name_the_retries_and_the_fallback() -> None:
    told = (ROOT / "deploy" / "README.md").read_text("utf-8")
    assert "/twilio/sms#rc=5&rp=all" in told
    assert "fallback/sms.xml" in told
