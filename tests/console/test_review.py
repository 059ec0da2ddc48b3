"""Looking conversations through: filters, words, and the readers' queue."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from afterdose import clock
from afterdose.console import review, review_queue
from afterdose.console.review_agreement import agreement, kappa
from afterdose.records import word_index
from afterdose.records.database import reading, session
from afterdose.records.keys import phone_hash
from afterdose.records.models import AuditEntry, InboundMessage, Patient
from afterdose.records.models_review import DecisionReview
from tests.console import clinic, reviewing


@pytest.fixture
def reviewer(browser: TestClient) -> TestClient:
    """The reviewer at work, over Maya's case 41 and these four."""
    with session() as records:
        lucia = Patient(
            external_id="P2",
            phone="+15550100132",
            phone_hash=phone_hash("+15550100132"),
            given_name="Lucía",
            family_name="Prado",
            language="es",
            created_at=clock.now(),
        )
        records.add(lucia)
        records.flush()
        unclear = reviewing.add_case(records, 60, "hot and shaky, chills", worst_case=[])
        reviewing.note(records, unclear, "unclear", question="F1")
        failed = reviewing.add_case(records, 61, "orina oscura", area="urine", patient=lucia)
        reviewing.note(records, failed, "not_assessed")
        reviewing.add_case(records, 62, "hot flush", disposition="routine", days_ago=40)
        reviewing.add_case(records, 63, "all fine", rules=[], because=[], area="skin")
    word_index.index_missing()
    clinic.sign_in(browser, "reviewer")
    return browser


def listed(client: TestClient, **wanted: str) -> Response:
    """Post the filters as the page's own form does."""
    token = clinic.CSRF.search(client.get("/review").text)
    assert token is not None
    return client.post("/review", data={"csrf": token[1], **wanted})


def shown(client: TestClient, **wanted: str) -> list[int]:
    page = listed(client, **wanted)
    assert page.status_code == 200
    return [int(number) for number in re.findall(r">Case (\d+)</a>", page.text)]


def test_the_filters_leave_what_fits(reviewer: TestClient) -> None:
    assert shown(reviewer) == [63, 62, 61, 60, 41]
    assert shown(reviewer, area="urine") == [61]
    assert shown(reviewer, disposition="urgent") == [41]
    assert shown(reviewer, language="es") == [61]
    assert shown(reviewer, trouble="unclear") == [60]
    assert shown(reviewer, trouble="failure") == [61]
    assert shown(reviewer, trouble="uncertain") == [63, 41], "no rule, and an unsure answer"
    long_ago = (clock.now() - timedelta(days=39)).date()
    assert shown(reviewer, until=long_ago) == [62]
    assert shown(reviewer, since=long_ago, area="fever") == [60]


def test_a_text_read_by_its_sense_only_is_of_low_confidence(reviewer: TestClient) -> None:
    with session() as records:
        text = records.query(InboundMessage).filter_by(case_id="reviewed-62").one()
        text.screen_findings = [{"name": review.BY_SENSE_ONLY, "status": "hypothetical"}]
    assert 62 in shown(reviewer, trouble="uncertain")


def test_a_search_finds_words_in_any_order_and_says_so_in_the_log(reviewer: TestClient) -> None:
    assert shown(reviewer, q="chill hot") == [60]
    assert shown(reviewer, q="HOT") == [62, 60]
    assert shown(reviewer, q="hot", area="urine") == []
    assert shown(reviewer, q="shins") == [41], "a text of before the index"
    assert "stand in nearly every text" in listed(reviewer, q="and the").text
    with reading() as records:
        log = [entry.action for entry in records.query(AuditEntry).order_by(AuditEntry.seq)]
        assert log.count("review.searched") == 5
        assert not [e for e in records.query(AuditEntry) if "hot" in e.subject], "no words in it"


def test_what_no_filter_offers_is_refused(reviewer: TestClient) -> None:
    for name, value in {
        "area": "%",
        "disposition": "x",
        "language": "fr",
        "trouble": "no",
        "since": "soon",
    }.items():
        assert listed(reviewer, **{name: value}).status_code == 400, name


def test_older_cases_stand_on_the_next_page(
    reviewer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "PAGE", 2)
    seen, wanted = [], {"since": "2000-01-01"}
    while wanted:
        html = listed(reviewer, **wanted).text
        seen += [int(number) for number in re.findall(r">Case (\d+)</a>", html)]
        _, _, older = html.partition('class="more"')
        wanted = dict(re.findall(r'name="(since|before)" value="([^"]*)"', older))
        assert not wanted or wanted["since"] == "2000-01-01", "the filter goes on"
    assert seen == [63, 62, 61, 60, 41]


def mark(client: TestClient, verdict: str, reason: str = "", **more: str) -> int:
    """Mark the decision that the queue shows; give the status."""
    html = client.get("/review/queue", params=more).text
    token = clinic.CSRF.search(html)
    action = re.search(r'action="(/review/decisions/[^"]+)"', html)
    assert token
    assert action
    form = {"csrf": token.group(1), "verdict": verdict, "reason": reason, **more}
    return client.post(action.group(1), data=form).status_code


def test_a_reader_marks_one_decision_after_the_other(reviewer: TestClient) -> None:
    assert "5 decisions of the last 90 days wait" in reviewer.get("/review").text
    for _ in range(5):
        assert mark(reviewer, "right") == 303
    page = reviewer.get("/review/queue").text
    assert "Nothing is left to read." in page
    assert "You have marked 5." in page
    with reading() as records:
        assert records.query(DecisionReview).count() == 5
        assert records.query(AuditEntry).filter_by(action="decision.marked").count() == 5


def test_too_low_and_too_high_need_a_reason_which_is_kept_encrypted(reviewer: TestClient) -> None:
    assert mark(reviewer, "too_low") == 400
    assert mark(reviewer, "too_low", "  ") == 400
    assert mark(reviewer, "perhaps", "x") == 400
    assert mark(reviewer, "too_low", "chest pain <b>ignored</b>") == 303
    with reading() as records:
        assert records.query(DecisionReview).one().reason == "chest pain <b>ignored</b>"
        raw = records.connection().exec_driver_sql("SELECT reason FROM decision_reviews").scalar()
        assert b"chest" not in bytes(raw)


def test_the_second_reader_is_blind_unless_they_want_to_see(
    app: FastAPI, reviewer: TestClient
) -> None:
    with session() as records:
        for number in (60, 61, 62, 63):
            reviewing.add_mark(records, f"decision-{number}", "physician", "right")
            reviewing.add_mark(records, f"decision-{number}", "supervisor", "right")
    assert mark(reviewer, "too_high", "self-care was enough") == 303
    nurse = TestClient(app, follow_redirects=False)
    clinic.sign_in(nurse, "nurse")
    assert "self-care was enough" not in nurse.get("/review/queue").text
    assert "self-care was enough" in nurse.get("/review/queue?open=1").text
    assert mark(nurse, "right", open="1") == 303
    with reading() as records:
        first, second = (
            records.query(DecisionReview)
            .filter(DecisionReview.decision_id.not_like("decision-%"))
            .order_by(DecisionReview.seq)
        )
        assert (first.blind, second.blind) == (True, False)
        assert agreement(records).kappa.pairs == 4, "who saw the other's mark is no second opinion"
    assert "Nothing is left" in nurse.get("/review/queue").text, "two readers are enough"


def test_a_mark_stands(reviewer: TestClient) -> None:
    assert mark(reviewer, "right") == 303
    with reading() as records:
        marked = records.query(DecisionReview).one().decision_id
    token = clinic.form_token(reviewer, "/review/queue")
    again = {"csrf": token, "verdict": "too_low", "reason": "no"}
    answer = reviewer.post(f"/review/decisions/{marked}", data=again)
    assert answer.status_code == 400
    assert "A mark stands." in answer.text
    gone = reviewer.post("/review/decisions/nothing", data=again)
    assert gone.status_code == 404


def test_a_reader_sees_the_conversation_until_the_decision_and_not_who_it_was(
    reviewer: TestClient,
) -> None:
    with session() as records:
        for number in (60, 61, 62, 63):
            reviewing.add_mark(records, f"decision-{number}", "physician", "right")
            reviewing.add_mark(records, f"decision-{number}", "supervisor", "right")
        patient = records.query(Patient).filter_by(external_id="P1").one()
        clinic.add_text(records, "later", "What came later.", clock.now(), patient=patient)
    page = reviewer.get("/review/queue").text
    assert "got little red dots" in page
    assert "What came later." not in page
    assert "Rosen" not in page
    assert "Maya" not in page


def test_a_skipped_decision_comes_back(reviewer: TestClient) -> None:
    first = re.search(r"/review/decisions/([^\"]+)", reviewer.get("/review/queue").text)
    assert first
    skipped = reviewer.get(f"/review/queue?after={first.group(1)}").text
    assert f"/review/decisions/{first.group(1)}" not in skipped
    assert f"/review/decisions/{first.group(1)}" in reviewer.get("/review/queue").text


def test_old_decisions_wait_for_nobody(reviewer: TestClient) -> None:
    with session() as records:
        reviewing.add_case(records, 70, "long ago", days_ago=review_queue.SPAN.days + 1)
    assert "5 decisions" in reviewer.get("/review").text


def pairs(table: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    return [pair for pair, count in table.items() for _ in range(count)]


def test_kappa_is_that_of_cohens_paper() -> None:
    # Cohen 1960, Educ Psychol Meas 20:37, table 2: 200 patients, three diagnoses.
    table = {("1", "1"): 88, ("1", "2"): 14, ("1", "3"): 18}
    table |= {("2", "1"): 10, ("2", "2"): 40, ("2", "3"): 10}
    table |= {("3", "1"): 2, ("3", "2"): 6, ("3", "3"): 12}
    found = kappa(pairs(table))
    assert found.value == pytest.approx(0.492, abs=0.0005)
    assert found.interval is not None
    assert found.interval[1] - found.interval[0] == pytest.approx(2 * 1.96 * 0.055, abs=0.001)


def test_kappa_of_agreement_of_chance_and_of_one_verdict_only() -> None:
    # The example of the textbooks: 50 grant proposals, two readers.
    grants = {("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}
    assert kappa(pairs(grants)).value == pytest.approx(0.4)
    assert kappa([("a", "a"), ("b", "b")]).value == 1
    assert kappa([("a", "b"), ("b", "a")]).value == -1
    assert kappa([("a", "a")] * 5).value is None
    assert kappa([]).value is None


def test_one_reader_who_says_too_low_is_enough(reviewer: TestClient) -> None:
    with session() as records:
        for number, first, second in (
            (60, "right", "too_low"),
            (61, "too_high", "right"),
            (62, "too_high", "too_low"),
            (63, "right", "right"),
        ):
            reviewing.add_mark(records, f"decision-{number}", "physician", first)
            reviewing.add_mark(records, f"decision-{number}", "nurse", second)
    with reading() as records:
        found = agreement(records)
    assert (found.whole.too_low.hits, found.whole.too_high.hits, found.whole.read) == (2, 1, 4)
    assert sum(month.read for month in found.months) == 4
    assert len(found.months) == 2, "case 62 is of another month"
    page = reviewer.get("/review/agreement").text
    assert "50.0 %" in page
    assert "ODISSEE" in page


def test_a_search_puts_no_words_into_the_address(reviewer: TestClient) -> None:
    page = reviewer.get("/review?q=shins").text
    assert 'method="post" action="/review"' in page
    assert "Case 60" in page, "words in the address are not read"
    assert "shins" not in page
