"""A misunderstood text goes out without what names somebody, and only after a person read it."""

from __future__ import annotations

import json
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from afterdose.console.review_masking import mask
from afterdose.records.database import reading, session
from afterdose.records.models import Answer, AuditEntry, Case, InboundMessage
from afterdose.records.models_review import MisreadText
from tests.console import clinic, reviewing

NAMES = ["Maya", "Rosen", "Paul Park"]
SAID = "Hi its maya rosen, my kidneys hurt since 3/14, call 555-010-0199"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("this is Gloria, maya's mom", "this is [name], [name]'s mom"),
        ("Me llamo Lucía y me duele", "Me llamo [name] y me duele"),
        ("MAYA ROSEN here", "[name] [name] here"),
        ("Dr. Smith and nurse Olga said no", "Dr. [name] and nurse [name] said no"),
        ("call (555) 010-0199 or +34 612 345 678", "call [phone] or [phone]"),
        ("born 3/14/1980, last drip 12 de mayo", "born [date], last drip [date]"),
        ("since March 3rd, 2024", "since [date]"),
        ("mail me at a.b@x.org or www.x.org/me", "mail me at [email] or [link]"),
        ("I live at 12 West Oak Street", "I live at [address]"),
        ("vivo en calle de la Rosa 23", "vivo en [address]"),
        ("my number there is MR-88123", "my number there is [number]"),
    ],
)
def test_what_names_somebody_is_masked(text: str, masked: str) -> None:
    assert mask(text, NAMES) == masked
    assert mask(masked, NAMES) == masked, "what a person has confirmed stays as it is"


@pytest.mark.parametrize(
    "text",
    [
        "101.2 F for 3 days, bp 120/80, pain 8/10, pulse 130",
        "took 2 pills of 500 mg at 10:30, 12 h ago",
        "may i take it? i am bleeding, it wont stop",
        "39,5 desde ayer, soy alérgica",
        "yes",
    ],
)
def test_what_medicine_needs_stays(text: str) -> None:
    assert mask(text, NAMES) == text


@pytest.fixture
def message_id(app: FastAPI) -> str:
    with session() as records:
        case = reviewing.add_case(records, 60, SAID)
        records.flush()
        records.add(
            Answer(
                case_id=case.id,
                message_id=text_of(records, case.id),
                question="B1",
                raw=SAID,
                value=json.dumps(False),
                status="given",
                answered_at=case.opened_at,
            )
        )
        return text_of(records, case.id)


def text_of(records: Session, case_id: str) -> str:
    return records.query(InboundMessage).filter_by(case_id=case_id).one().id


@pytest.fixture
def reviewer(browser: TestClient) -> TestClient:
    clinic.sign_in(browser, "reviewer")
    return browser


def send(client: TestClient, message_id: str, **fields: str) -> tuple[int, str]:
    path = f"/review/texts/{message_id}"
    answer = client.post(path, data={"csrf": clinic.form_token(client, path), **fields})
    return answer.status_code, answer.text


def proposal(html: str) -> str:
    found = re.search(r'<textarea id="text"[^>]*>([^<]*)</textarea>', html)
    assert found
    return found.group(1)


def test_the_form_proposes_the_text_without_names(reviewer: TestClient, message_id: str) -> None:
    page = reviewer.get(f"/review/texts/{message_id}").text
    assert proposal(page) == "Hi its [name] [name], my kidneys hurt since [date], call [phone]"
    assert "B1" in page
    assert "Misunderstood?" in reviewer.get("/cases/reviewed-60").text


def test_nothing_goes_out_unread(reviewer: TestClient, message_id: str) -> None:
    clean = "my kidneys hurt"
    for fields, why in (
        ({"text": clean, "meant": "pain in the side"}, "Read it and confirm"),
        ({"text": clean, "meant": "", "confirmed": "1"}, "both needed"),
        ({"text": "x" * 1001, "meant": "x", "confirmed": "1"}, "too long"),
        ({"text": clean, "meant": "Rosen means pain", "confirmed": "1"}, "masked now"),
    ):
        status, html = send(reviewer, message_id, **fields)
        assert status == 400, why
        assert why in html
    status, html = send(reviewer, message_id, text=SAID, meant="pain", confirmed="1")
    assert status == 400
    assert proposal(html).startswith("Hi its [name]"), "masked again, to be read again"
    with reading() as records:
        assert records.query(MisreadText).count() == 0


def test_the_export_holds_what_was_confirmed_and_no_person(
    reviewer: TestClient, message_id: str
) -> None:
    text = "my kidneys hurt since [date] é"
    typed = text.replace(" hurt", "  hurt")
    fields = {"text": typed, "meant": "yes, pain in both sides", "confirmed": "1"}
    assert send(reviewer, message_id, **fields)[0] == 303
    assert send(reviewer, message_id, **(fields | {"meant": "yes"}))[0] == 303, "put right"
    answer = reviewer.get("/review/misread.jsonl")
    assert answer.headers["content-type"].startswith("application/jsonl")
    (line,) = answer.text.splitlines()
    out = json.loads(line)
    assert out == {
        "id": out["id"],
        "language": "en",
        "text": text,
        "question": "B1",
        "answer_type": "yes_no",
        "read_as": {"level": None, "findings": [], "value": False, "unclear": False},
        "meant": "yes",
    }
    assert out["id"] != message_id
    with reading() as records:
        raw = records.connection().exec_driver_sql("SELECT text, meant FROM misread_texts").one()
        assert all(b"kidneys" not in bytes(part) and b"yes" not in bytes(part) for part in raw)
        kinds = {entry.action for entry in records.query(AuditEntry)}
    assert {"text.let_out", "misread.exported"} <= kinds


def test_an_answer_that_was_not_understood_says_so(reviewer: TestClient, message_id: str) -> None:
    with session() as records:
        records.query(Answer).filter_by(message_id=message_id).delete()
        case = records.get_one(Case, "reviewed-60")
        reviewing.note(records, case, "unclear", question="B2")
    fields = {"text": "nah maybe", "meant": "no", "confirmed": "1"}
    assert send(reviewer, message_id, **fields)[0] == 303
    out = json.loads(reviewer.get("/review/misread.jsonl").text)
    assert (out["question"], out["read_as"]["unclear"]) == ("B2", True)


def test_a_text_can_be_taken_out_again(reviewer: TestClient, message_id: str) -> None:
    fields = {"text": "my kidneys hurt", "meant": "pain", "confirmed": "1"}
    send(reviewer, message_id, **fields)
    page = reviewer.get("/review/misread").text
    action = re.search(r'action="(/review/misread/\w+/remove)"', page)
    assert action
    token = clinic.form_token(reviewer, "/review/misread")
    assert reviewer.post(action.group(1), data={"csrf": token}).status_code == 303
    assert reviewer.get("/review/misread.jsonl").text == ""
    assert reviewer.post(action.group(1), data={"csrf": token}).status_code == 404


def test_a_nurse_may_name_a_text_but_not_take_the_export(
    browser: TestClient, message_id: str
) -> None:
    clinic.sign_in(browser, "nurse")
    fields = {"text": "my kidneys hurt", "meant": "pain", "confirmed": "1"}
    assert send(browser, message_id, **fields)[0] == 303
    assert "misread.jsonl" not in browser.get("/review/misread").text
    assert browser.get("/review/misread.jsonl").status_code == 403
