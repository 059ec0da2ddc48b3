"""A case as a report: page and PDF say the same, and who took it is written down."""

from __future__ import annotations

import io
import re

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader

from afterdose import clock
from afterdose.console.report_pdf import printable
from afterdose.records.database import reading, session
from afterdose.records.models import AuditEntry, Case, Escalation, InboundMessage, OutboundMessage
from afterdose.records.models_console import CaseNote
from tests.console import clinic

PAGE = f"/cases/{clinic.CASE}/report"


@pytest.fixture
def nurse(browser: TestClient) -> TestClient:
    clinic.sign_in(browser, "nurse")
    return browser


def read(browser: TestClient, language: str = "en") -> str:
    """Take the PDF and read its text as one line."""
    answer = browser.get(f"{PAGE}.pdf", headers={"accept-language": language})
    assert answer.headers["content-type"] == "application/pdf"
    assert 'filename="case-41.pdf"' in answer.headers["content-disposition"]
    found = PdfReader(io.BytesIO(answer.content))
    assert found.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"], "a screen reader needs the tags"  # type: ignore[index]
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in found.pages))


def told(html: str) -> str:
    """Return what a page shows, as one line."""
    paper = html[html.index('<article class="card paper"') : html.index("</article>")]
    text = re.sub(r"<[^>]+>", " ", paper)
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&amp;", "&")):
        text = text.replace(code, sign)
    return re.sub(r"\s+", " ", text)


WHOLE = (
    "Report of case 41",
    "Maya Rosen",
    "Confidential: health information",
    "The protocols are not yet approved for clinical use.",
    "got little red dots <b>on my shins</b>",
    "Is any of these happening now?",
    "delivered",
    "Decision 1: Urgent",
    "UB1",
    "The blood count must be checked today.",
    "counted as the worst case",
    "hm who knows",
    "Spoke at noon; <i>calm</i>.",
    "platelets 164 10^9/L",
    "Waiting for someone to accept",
)


def test_page_and_pdf_hold_the_whole_case(nurse: TestClient) -> None:
    with session() as records:
        nora = records.query(AuditEntry).filter_by(action="signed_in").first()
        assert nora
        records.add(
            CaseNote(
                case_id=clinic.CASE,
                user_id=nora.actor[5:],
                body="Spoke at noon; <i>calm</i>.",
                at=clock.now(),
            )
        )
    page, paper = told(nurse.get(PAGE).text), read(nurse)
    for part in WHOLE:
        assert part in page, part
        assert part in paper, part
    assert "by Nora Nielsen" in page


def test_what_was_done_and_when_stands_in_the_report(nurse: TestClient) -> None:
    with session() as records:
        escalation = records.get_one(Escalation, clinic.ESCALATION)
        escalation.state, escalation.outcome = "closed", "sent-to-ed"
        escalation.acknowledged_at = escalation.opened_at
        escalation.closed_at = clock.now()
        records.get_one(Case, clinic.CASE).disposition = "emergency"
        records.query(OutboundMessage).filter_by(key="gate").one().error_code = 30005
    paper = read(nurse)
    for part in ("Sent to the emergency department", "+5 min", "Emergency", "(30005)"):
        assert part in paper, part


def test_the_report_speaks_spanish(nurse: TestClient) -> None:
    paper = read(nurse, "es")
    assert "Informe del caso 41" in paper
    assert "Confidencial: información de salud" in paper


def test_a_text_cannot_command_the_typesetter(nurse: TestClient) -> None:
    words = '#read("/etc/passwd") *stars* $x^2$ \\ // no // 😀👩‍⚕️ ≥ → ñ = heading @ref <tag>'
    with session() as records:
        records.query(InboundMessage).one().body = words
    paper = read(nurse)
    assert '#read("/etc/passwd") *stars* $x^2$ \\ // no //' in paper
    assert "[grinning face][woman]" in paper
    assert "≥ → ñ = heading @ref <tag>" in paper
    assert "root:" not in paper


def test_signs_without_a_shape_are_named_and_letters_stay() -> None:
    assert printable({"a": ["\U0001f321\ufe0f 38", ("ñ", 3)]}) == {
        "a": ["[thermometer] 38", ["ñ", 3]]
    }


def test_each_look_is_written_down_and_who_may_not_see_patients_gets_none(
    nurse: TestClient,
) -> None:
    nurse.get(PAGE)
    nurse.get(f"{PAGE}.pdf")
    with reading() as records:
        for action in ("case.reported", "case.exported"):
            entry = records.query(AuditEntry).filter_by(action=action).one()
            assert entry.subject == f"case:{clinic.CASE}"
    nurse.cookies.clear()
    clinic.sign_in(nurse, "administrator")
    for path in (PAGE, f"{PAGE}.pdf"):
        assert nurse.get(path).status_code == 403
