"""The rota: a calendar, its gaps, who is on call; the team: duty and phones."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest
from fastapi.testclient import TestClient

from afterdose import clock
from afterdose.console import phone_check
from afterdose.records.database import reading, session
from afterdose.records.models import AuditEntry, Clinician, OutboundMessage, Shift
from afterdose.records.queries import on_call
from afterdose.settings import SettingsError, settings
from tests.console import clinic

# A Sunday, noon in UTC and eight in New York.
NOON = datetime(2026, 7, 19, 12, 0, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def supervisor(browser: TestClient) -> TestClient:
    clinic.sign_in(browser, "supervisor")
    return browser


def person(role: str) -> Clinician:
    with reading() as records:
        return records.query(Clinician).filter_by(role=role).one()


def shift(role: str, begin: datetime, hours: float, step: int = 1) -> None:
    with session() as records:
        records.add(
            Shift(
                clinician_id=person(role).id,
                starts_at=begin,
                ends_at=begin + timedelta(hours=hours),
                step=step,
            )
        )


def send(browser: TestClient, path: str, page: str = "/rota", **fields: str) -> int:
    form = {"csrf": clinic.form_token(browser, page), **fields}
    return browser.post(path, data=form).status_code


def gaps(browser: TestClient) -> list[str]:
    html = browser.get("/rota").text
    part = html.split('aria-labelledby="gaps"')
    found = re.findall(r"<li>(.*?)<(?:form|/li)", part[1].split("</section>")[0], re.S)
    words = [re.sub(r"<[^>]+>", " ", one) for one in (found if len(part) > 1 else [])]
    return [re.sub(r"\s+", " ", one).strip() for one in words]


def covered() -> list[tuple[str, int]]:
    with reading() as records:
        return [(found.clinician.name, found.step) for found in on_call(records, clock.now())]


def test_a_week_without_anybody_is_one_gap_and_says_so(supervisor: TestClient) -> None:
    assert gaps(supervisor) == ["2026-07-19 12:00 UTC – 2026-08-03 00:00 UTC 14 d 12 h"]
    for path in ("/rota", "/team", "/"):
        assert "Nobody is on call now." in supervisor.get(path).text


def test_a_supervisor_fills_a_gap(supervisor: TestClient) -> None:
    shift("nurse", NOON - timedelta(hours=4), 12)
    shift("nurse", NOON + timedelta(hours=20), 400)
    assert gaps(supervisor) == ["2026-07-19 20:00 UTC – 2026-07-20 08:00 UTC 12 h 00 min"]
    page = supervisor.get("/rota").text
    form = dict(re.findall(r'name="(begin|end|step)" value="([^"]+)"', page))
    assert send(supervisor, "/rota/shifts", clinician=person("physician").id, **form) == 303
    page = supervisor.get("/rota").text
    assert "Step 1 is covered for the next 14 days." in page
    assert "Paul Park" in page
    with reading() as records:
        assert records.query(AuditEntry).filter_by(action="rota.changed").count() == 1


def test_an_override_takes_its_time_out_of_who_stood_there(supervisor: TestClient) -> None:
    shift("nurse", NOON - timedelta(hours=4), 12)
    override = {"begin": "2026-07-19T12:00", "end": "2026-07-19T14:00", "step": "1"}
    assert send(supervisor, "/rota/shifts", clinician=person("physician").id, **override) == 303
    assert covered() == [("Paul Park", 1)]
    with reading() as records:
        parts = sorted((s.starts_at.hour, s.ends_at.hour) for s in records.query(Shift))
    assert parts == [(8, 12), (12, 14), (14, 20)]


def test_the_rota_is_read_in_the_clinics_own_time(
    supervisor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "clinic_time_zone", "America/New_York")
    times = {"begin": "2026-07-19T08:00", "end": "2026-07-20T08:00"}
    assert send(supervisor, "/rota/shifts", clinician=person("nurse").id, **times) == 303
    assert covered() == [("Nora Nielsen", 1)]
    page = supervisor.get("/rota").text
    assert "08:00–24:00" in page
    assert "00:00–08:00" in page
    assert gaps(supervisor)[0].startswith("2026-07-20 08:00 EDT")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"end": "2026-07-19T12:00"}, "the end must come after"),
        ({"end": "never"}, "the end must come after"),
        ({"end": "2028-07-19T12:00"}, "within a year"),
        ({"begin": "2026-07-17T12:00", "end": "2026-07-18T12:00"}, "that time is over"),
        ({"step": "10"}, "the step must be"),
        ({"clinician": "nobody"}, "choose a person"),
    ],
)
def test_a_wrong_shift_says_why_and_changes_nothing(
    supervisor: TestClient, wrong: dict[str, str], why: str
) -> None:
    form = {"begin": "2026-07-19T12:00", "end": "2026-07-20T12:00", "step": "1"}
    form |= {"clinician": person("nurse").id, "csrf": clinic.form_token(supervisor, "/rota")}
    answer = supervisor.post("/rota/shifts", data=form | wrong)
    assert answer.status_code == 400
    assert why in answer.text
    assert covered() == []


def test_a_removed_shift_ends_now_and_what_was_stays(supervisor: TestClient) -> None:
    shift("nurse", NOON - timedelta(hours=4), 12)
    shift("physician", NOON + timedelta(hours=8), 4)
    with reading() as records:
        now, later = (s.id for s in records.query(Shift).order_by(Shift.starts_at))
    assert send(supervisor, f"/rota/shifts/{now}/remove") == 303
    assert send(supervisor, f"/rota/shifts/{later}/remove") == 303
    assert send(supervisor, f"/rota/shifts/{now}/remove") == 404, "it is over"
    assert covered() == []
    with reading() as records:
        left = records.query(Shift).one()
        assert (left.starts_at, left.ends_at) == (NOON - timedelta(hours=4), NOON)


def test_who_is_off_duty_leaves_a_gap(supervisor: TestClient) -> None:
    shift("nurse", NOON - timedelta(hours=4), 500)
    assert "Step 1 is covered" in supervisor.get("/rota").text
    nurse = person("nurse").id
    assert send(supervisor, f"/team/{nurse}/duty", "/team", on="") == 303
    assert len(gaps(supervisor)) == 1
    assert covered() == []
    assert send(supervisor, f"/team/{nurse}/duty", "/team", on="on") == 303
    assert covered() == [("Nora Nielsen", 1)]


def test_a_nurse_sees_the_rota_and_is_refused_what_only_a_supervisor_may(
    browser: TestClient,
) -> None:
    clinic.sign_in(browser, "nurse")
    page = browser.get("/rota").text
    assert 'action="/rota/shifts"' not in page
    assert send(browser, "/rota/shifts", "/", clinician=person("nurse").id) == 403
    assert send(browser, f"/team/{person('nurse').id}/duty", "/", on="") == 403
    assert person("nurse").on_duty


def code_texted() -> str:
    with reading() as records:
        texts = records.query(OutboundMessage).filter_by(
            kind="notice", clinician_id=person("nurse").id
        )
        body = texts.order_by(OutboundMessage.seq.desc()).first()
        assert body is not None
        found = re.search(r"\d{6}", body.body)
    assert found
    return found.group()


def test_a_phone_is_verified_by_the_code_that_it_received(supervisor: TestClient) -> None:
    nurse = person("nurse").id
    assert "phone not verified" in supervisor.get("/team").text
    assert send(supervisor, f"/team/{nurse}/phone/ask", "/team") == 303
    first = code_texted()
    wrong = f"{(int(first) + 1) % 10**6:06}"
    assert send(supervisor, f"/team/{nurse}/phone/verify", "/team", code=wrong) == 400
    assert send(supervisor, f"/team/{nurse}/phone/verify", "/team", code=first) == 303
    assert person("nurse").phone_verified_at == NOON
    assert send(supervisor, f"/team/{nurse}/phone/verify", "/team", code=first) == 400, "once"


def test_an_unverified_phone_is_named_where_people_look_and_stays_on_call(
    supervisor: TestClient,
) -> None:
    nurse = person("nurse").id
    shift("nurse", NOON - timedelta(hours=1), 10)
    with reading() as records:
        paged = [one.clinician_id for one in on_call(records, NOON)]
    assert paged == [nurse], "pages go there all the same"
    told = 'Nora Nielsen <b class="warned">(phone not verified)</b>'
    assert told in supervisor.get("/").text
    rota = supervisor.get("/rota").text
    assert told in rota
    assert 'Nora Nielsen <b class="warned">phone not verified</b>' in rota
    with session() as records:
        records.get_one(Clinician, nurse).phone_verified_at = NOON
    for path in ("/", "/rota"):
        assert "phone not verified" not in supervisor.get(path).text


def test_a_code_dies_of_age_of_tries_and_of_a_new_number(
    supervisor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    nurse = person("nurse").id

    def enter(code: str) -> int:
        return send(supervisor, f"/team/{nurse}/phone/verify", "/team", code=code)

    send(supervisor, f"/team/{nurse}/phone/ask", "/team")
    code = code_texted()
    for _ in range(phone_check.MOST_TRIES):
        assert enter("12") == 400
    assert enter(code) == 400, "too many tries"

    send(supervisor, f"/team/{nurse}/phone/ask", "/team")
    code = code_texted()
    with session() as records:
        records.get_one(Clinician, nurse).phone_hash = "another number"
    assert enter(code) == 400

    send(supervisor, f"/team/{nurse}/phone/ask", "/team")
    code = code_texted()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=16))
    assert enter(code) == 400
    assert person("nurse").phone_verified_at is None


def test_an_unknown_time_zone_ends_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERDOSE_CLINIC_TIME_ZONE", "Mars/Olympus")
    settings.cache_clear()
    with pytest.raises(SettingsError, match="AFTERDOSE_CLINIC_TIME_ZONE"):
        settings()
