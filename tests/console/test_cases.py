from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from afterdose.records.database import reading, session
from afterdose.records.models import (
    AuditEntry,
    Decision,
    Escalation,
    InboundMessage,
    Page,
    Patient,
)
from tests.console import clinic

PAGE = f"/cases/{clinic.CASE}"


@pytest.fixture
def nurse(browser: TestClient) -> TestClient:
    clinic.sign_in(browser, "nurse")
    return browser


def post(browser: TestClient, what: str, **fields: str) -> int:
    form = {"csrf": clinic.form_token(browser, PAGE), **fields}
    return browser.post(f"/escalations/{clinic.ESCALATION}/{what}", data=form).status_code


def escalation() -> Escalation:
    with reading() as records:
        return records.get_one(Escalation, clinic.ESCALATION)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_page_shows_who_what_and_what_to_do(nurse: TestClient) -> None:
    page = nurse.get(PAGE).text
    for expected in ("Maya Rosen", "Case 41", "Urgent", "day 200", "platelets 164", "10^9/L"):
        assert expected in page
    assert "Speak with the patient within 60 min." in page
    assert f'href="tel:{clinic.PATIENT}"' in page


def test_what_a_patient_writes_is_never_code(nurse: TestClient) -> None:
    page = nurse.get(PAGE).text
    assert "&lt;b&gt;on my shins&lt;/b&gt;" in page
    assert "<b>on my shins</b>" not in page


def test_each_text_stands_there_with_its_delivery_in_the_patients_time(nurse: TestClient) -> None:
    page = nurse.get(PAGE).text
    assert "Is any of these happening now?" in page
    assert re.search(r"delivered \d\d:\d\d", page)
    assert re.search(r"E[SD]T", page), "New York's time, as it is called there"


def test_beside_the_decision_stands_why(nurse: TestClient) -> None:
    why = plain(nurse.get(PAGE).text.split('id="decision-1"')[1])
    assert "UB1 The blood count must be checked today." in why
    assert "unsigned" in why
    assert "Protocols 2026.1" in why
    answers = why[why.index("Answers behind it") :]
    unsure, denied = answers.index("B2"), answers.index("B1 ")
    assert unsure < denied, "what was counted as the worst case comes first"
    assert "counted as the worst case" in answers[unsure:denied]
    assert "hm who knows" in answers[unsure:denied]


def test_a_case_that_nobody_decided_shows_the_answers_so_far(nurse: TestClient) -> None:
    with session() as records:
        records.query(Decision).delete()
    page = plain(nurse.get(PAGE).text)
    assert "Decided No decision yet" in page
    assert re.search(r"Answers B1 .*: no B2 .*: not sure", page)


def test_the_timeline_names_whom_it_paged(nurse: TestClient) -> None:
    timeline = plain(nurse.get(PAGE).text.split('id="timeline"')[1])
    assert re.search(r"Wrote about it .*Paged delivered Nora Nielsen", timeline)


def test_the_timeline_shows_calls(nurse: TestClient) -> None:
    with session() as records:
        records.query(Page).one().channel = "voice"
    timeline = plain(nurse.get(PAGE).text.split('id="timeline"')[1])
    assert "Called a key was pressed Nora Nielsen" in timeline


def test_every_look_is_in_the_audit_log_and_a_refresh_is_not(nurse: TestClient) -> None:
    nurse.get(PAGE)
    nurse.get(f"{PAGE}/live")
    with reading() as records:
        entries = list(records.query(AuditEntry).filter_by(action="case.viewed"))
    assert [entry.subject for entry in entries] == [f"case:{clinic.CASE}"]
    assert entries[0].actor.startswith("user:")


def test_a_case_that_there_is_not(nurse: TestClient) -> None:
    assert nurse.get("/cases/0000").status_code == 404


def test_the_nurse_takes_the_case_and_closes_it(nurse: TestClient) -> None:
    assert post(nurse, "acknowledge") == 303
    assert "with Nora Nielsen" in nurse.get(PAGE).text
    assert escalation().state == "acknowledged"
    assert post(nurse, "close", outcome="spoke") == 303
    closed = escalation()
    assert (closed.state, closed.outcome) == ("closed", "spoke")
    assert "Choose an outcome" not in nurse.get(PAGE).text


def test_the_second_to_take_a_case_hears_that_it_is_taken(app: object, nurse: TestClient) -> None:
    other = TestClient(app, follow_redirects=False)  # type: ignore[arg-type]
    clinic.sign_in(other, "physician")
    assert post(nurse, "acknowledge") == 303
    form = {"csrf": clinic.form_token(other, PAGE)}
    late = other.post(f"/escalations/{clinic.ESCALATION}/acknowledge", data=form)
    assert late.status_code == 409
    assert "Somebody was faster" in late.text


def test_closing_needs_an_outcome(nurse: TestClient) -> None:
    assert post(nurse, "close", outcome="") == 400
    assert post(nurse, "close", outcome="solved") == 400
    assert escalation().state == "open"


def test_a_reviewer_reads_but_finds_no_button(browser: TestClient) -> None:
    clinic.sign_in(browser, "reviewer")
    page = browser.get(PAGE)
    assert page.status_code == 200
    assert "I take it" not in page.text
    assert post(browser, "close", outcome="spoke") == 403


def test_an_open_page_is_renewed_only_when_something_changed(nurse: TestClient) -> None:
    live = re.search(r'hx-get="([^"]+/live[^"]*)"', nurse.get(PAGE).text)
    assert live
    assert nurse.get(live.group(1)).status_code == 204
    with session() as records:
        patient = records.query(Patient).one()
        records.add(
            InboundMessage(
                carrier_id="SM2",
                party_hash=patient.phone_hash,
                phone=patient.phone,
                patient_id=patient.id,
                body="and now my head hurts",
                received_at=patient.created_at,
                state="received",
            )
        )
    renewed = nurse.get(live.group(1))
    assert renewed.status_code == 200
    assert "and now my head hurts" in renewed.text, "a text still in line is shown already"


def test_the_worklist_shows_initials_only(nurse: TestClient) -> None:
    page = nurse.get("/").text
    assert "M.R." in page
    assert clinic.CODE in page
    assert "Maya" not in page
    assert f'href="{PAGE}"' in page


def test_the_most_urgent_stands_first(nurse: TestClient) -> None:
    with session() as records:
        first = records.get_one(Escalation, clinic.ESCALATION)
        for level in ("soon", "emergency"):
            records.add(
                Escalation(
                    key=level,
                    case_id=first.case_id,
                    patient_id=first.patient_id,
                    code=level[:4].upper(),
                    disposition=level,
                    reason="decision",
                    state="open",
                    opened_at=first.opened_at,
                )
            )
    page = nurse.get("/worklist").text
    levels = re.findall(r'class="item (\w+)"', page)
    assert levels == ["emergency", "urgent", "soon"]


def test_the_interface_speaks_spanish_to_a_browser_that_does(nurse: TestClient) -> None:
    page = nurse.get(PAGE, headers={"accept-language": "es-MX,es;q=0.9,en;q=0.5"}).text
    assert '<html lang="es">' in page
    assert "Hable con el paciente en 60 min." in page
