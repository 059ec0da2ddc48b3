"""No text to a clinician says who is ill with what."""

from __future__ import annotations

import re

import yaml

from afterdose.records.database import session
from afterdose.records.models import Case, Patient
from afterdose.settings import ROOT
from afterdose.texts import placeholders, texts
from tests.escalation.story import CLINIC, PHONES, Story
from tests.records.people import ANA

# The areas of the contract; with the words of the protocols' own files below.
AREAS = {
    "bleeding", "palpitations", "urine", "fever", "neuro", "infusion", "breathing", "liver",
    "abdomen", "skin", "mood", "pregnancy",
}  # fmt: skip
MEDICINE = {"alemtuzumab", "lemtrada", "platelets", "sclerosis", "suicide", "infection", "dose"}


def test_pages_and_answers_name_no_area_no_finding_no_patient(story: Story) -> None:
    with session() as opened:
        case = opened.get_one(Case, story.case.id)
        case.areas = sorted(AREAS)
        case.findings = {"neuro.headache": "present"}
        case.open_question = "B1"
    escalation = story.escalate("urgent")
    code = escalation.code
    story.later(120)
    story.escalate("emergency", key="decision:2")
    story.says("nora", "ack")
    story.says("nora", "status")
    story.says("nora", f"ack {code}")
    story.later(60)
    story.unreachable = {ANA}
    for body in ("help", "off", f"pass {code}", f"done {code}", f"done {code} unreachable"):
        story.says("sue", body)
    words = [
        word
        for message in story.sent()
        if message.phone in {*PHONES.values(), CLINIC}
        for word in re.findall(r"[a-z]+", message.body.lower().replace(case.id, ""))
    ]
    assert len(words) > 300
    with session() as opened:
        patient = opened.get_one(Patient, story.patient.id)
        who = {patient.given_name.lower(), patient.family_name.lower()}
    assert not set(words) & (AREAS | MEDICINE | who | {"headache", "neuro"})
    text = f" {' '.join(words)} "
    assert not [answer for answer in _answers() if f" {answer} " in text]


def test_clinicians_texts_have_no_place_for_health_data() -> None:
    allowed = {
        "number", "level", "limit", "code", "link", "outcomes", "outcome", "name", "cases",
        "verb", "count", "items", "state",
    }  # fmt: skip
    for language in ("en", "es"):
        for key, template in texts(language).items():
            if key.startswith(("escalation.page", "escalation.reply", "escalation.level")):
                assert placeholders(template) <= allowed, key


def _answers() -> set[str]:
    """What patients can choose, from the protocols; shorter words (yes, none) mean nothing."""
    found: set[str] = set()
    for file in (ROOT / "data" / "protocols").glob("*.yml"):
        for question in yaml.safe_load(file.read_text("utf-8")).get("questions") or []:
            for option in question.get("options") or []:
                found.add(str(option["id"]).replace("_", " ").lower())
    assert len(found) > 5
    return {answer for answer in found if len(answer) >= 5}
