"""Writing to the patient from the case page; the assistant is silent meanwhile."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from afterdose import clock
from afterdose.records.database import reading, session
from afterdose.records.models import AuditEntry, Escalation, OutboundMessage, Patient
from tests.console import clinic

PAGE = f"/cases/{clinic.CASE}"


def post(browser: TestClient, what: str, **fields: str) -> tuple[int, str]:
    form = {"csrf": clinic.form_token(browser, PAGE), **fields}
    answer = browser.post(f"{PAGE}/{what}", data=form)
    return answer.status_code, answer.text


def texted() -> list[str]:
    with reading() as records:
        texts = records.query(OutboundMessage).filter_by(kind="person")
        return [text.body for text in texts.order_by(OutboundMessage.seq)]


@pytest.fixture
def nurse(browser: TestClient) -> TestClient:
    clinic.sign_in(browser, "nurse")
    return browser


def test_a_nurse_writes_has_the_thread_and_hands_it_back(app: FastAPI, nurse: TestClient) -> None:
    assert "Your first text silences the assistant" in nurse.get(PAGE).text
    assert post(nurse, "texts", body="Nora <here>: how are the dots?")[0] == 303
    assert texted()[1] == "Nora <here>: how are the dots?"
    page = nurse.get(PAGE).text
    assert "You have this thread. The assistant is silent." in page
    assert "Nora &lt;here&gt;: how are the dots?" in page
    assert "by the care team" in page
    assert "with Nora Nielsen" in page, "taken with the first text"

    physician = TestClient(app, follow_redirects=False)
    clinic.sign_in(physician, "physician")
    other = physician.get(PAGE).text
    assert "Nora Nielsen has this thread. The assistant is silent." in other
    assert f'action="{PAGE}/texts"' not in other

    assert post(nurse, "hand-back")[0] == 303
    assert "assistant answers your texts again" in texted()[2]
    page = nurse.get(PAGE).text
    assert "Handed back to the assistant" in page
    assert "You have this thread" not in page
    with reading() as records:
        assert records.query(AuditEntry).filter_by(action="case.texted").count() == 1


def test_who_is_too_late_keeps_the_words(app: FastAPI, nurse: TestClient) -> None:
    physician = TestClient(app, follow_redirects=False)
    clinic.sign_in(physician, "physician")
    post(nurse, "texts", body="Nora here.")
    status, page = post(physician, "texts", body="Paul & Co. here.")
    assert status == 409
    assert "Somebody else has this escalation." in page
    assert texted()[-1] == "Nora here."


def test_a_patient_who_opted_out_is_called_not_texted(nurse: TestClient) -> None:
    with session() as records:
        records.query(Patient).update({"opted_out_at": clock.now()})
    status, page = post(nurse, "texts", body="hello")
    assert status == 409
    assert "The patient has opted out: call" in page
    assert ">hello</textarea>" in page
    assert texted() == []


def test_an_account_of_nobody_on_the_team_cannot_write(browser: TestClient) -> None:
    clinic.sign_in(browser, "supervisor")
    status, page = post(browser, "texts", body="hello")
    assert status == 409
    assert "belongs to nobody on the team list" in page


def test_a_closed_case_has_nothing_to_write_with(nurse: TestClient) -> None:
    with session() as records:
        records.get_one(Escalation, clinic.ESCALATION).state = "closed"
    assert f'action="{PAGE}/texts"' not in nurse.get(PAGE).text
    assert post(nurse, "texts", body="hello")[0] == 409
    form = {"csrf": clinic.form_token(nurse, PAGE), "body": "x"}
    assert nurse.post("/cases/nobody/texts", data=form).status_code == 404
