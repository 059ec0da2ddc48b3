"""Patients: finding one, the page of one, changing what is known."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from afterdose import clock
from afterdose.console.lab_plots import BOTTOM, LEVELS, TIMES_BASELINE, TOP, plots
from afterdose.console.monitoring import overdue
from afterdose.console.patient_file import read_patient
from afterdose.console.picture import picture
from afterdose.console.protocols import loaded
from afterdose.records.database import reading, session
from afterdose.records.keys import phone_hash
from afterdose.records.models import AuditEntry, Case, LabResult, Patient
from afterdose.records.models_console import PatientChange
from tests.console import clinic, crowd

TODAY = date(2026, 11, 22)


@pytest.fixture
def nurse(browser: TestClient) -> TestClient:
    clinic.sign_in(browser, "nurse")
    return browser


def maya() -> Patient:
    with reading() as records:
        return records.query(Patient).filter_by(external_id="P1").one()


def lab(test: str, value: float, on: date, unit: str = "10^9/L") -> LabResult:
    return LabResult(patient_id="p", test=test, value=str(value), unit=unit, taken_on=on)


def edit(browser: TestClient, **fields: str) -> tuple[int, str]:
    path = f"/patients/{maya().id}/edit"
    page = browser.get(path).text
    form = dict(re.findall(r'<input [^>]*name="(\w+)" value="([^"]*)"', page))
    form |= {"language": "en"} | fields
    answer = browser.post(path, data=form)
    return answer.status_code, answer.text


def searched(nurse: TestClient, wanted: str) -> str:
    token = clinic.CSRF.search(nurse.get("/patients").text)
    assert token is not None
    return nurse.post("/patients", data={"csrf": token[1], "q": wanted}).text


def test_a_search_puts_no_name_into_the_address(nurse: TestClient) -> None:
    crowd.fill()
    page = nurse.get("/patients?q=rosen").text
    assert 'method="post" action="/patients"' in page
    assert "Almeida" in page, "a name in the address is not read"


def test_a_patient_is_found_by_number_phone_and_part_of_the_name(nurse: TestClient) -> None:
    crowd.fill()
    for wanted in ("P1", clinic.PATIENT, "rosen", "maya r"):
        page = searched(nurse, wanted)
        assert "Rosen, Maya" in page, wanted
        assert "Almeida" not in page, wanted
    assert "Nobody found." in searched(nurse, "zzz")
    assert nurse.get("/patients").text.count('href="/patients/') == 5


def test_the_page_shows_course_labs_cases_contacts_and_consent(nurse: TestClient) -> None:
    page = nurse.get(f"/patients/{maya().id}").text
    for expected in (
        "day 200 after the last infusion",
        f'href="tel:{clinic.PATIENT}"',
        f'href="/cases/{clinic.CASE}"',
        "platelets",
        "No consent on record",
        "ITP range",
        "Overdue:",
        "no value on record",
    ):
        assert expected in page, expected
    assert nurse.get("/patients/nobody").status_code == 404
    with reading() as records:
        seen = records.query(AuditEntry).filter_by(action="patient.viewed").one()
        assert seen.subject == f"patient:{maya().id}"


def test_a_reviewer_reads_and_changes_nothing(browser: TestClient) -> None:
    clinic.sign_in(browser, "reviewer")
    page = browser.get(f"/patients/{maya().id}")
    assert page.status_code == 200
    assert "/edit" not in page.text
    assert browser.get(f"/patients/{maya().id}/edit").status_code == 403


def test_a_change_is_kept_with_both_values_and_the_reason(nurse: TestClient) -> None:
    new = "+15550100190"
    assert edit(nurse, phone=new, course="3", reason="New number, <b>told</b> by phone")[0] == 303
    patient = maya()
    assert (patient.phone, patient.phone_hash, patient.course) == (new, phone_hash(new), 3)
    with reading() as records:
        kept = {row.field: (row.before, row.after) for row in records.query(PatientChange)}
        raw = records.connection().exec_driver_sql("SELECT after, reason FROM patient_changes")
        assert all(new.encode() not in bytes(column) for row in raw for column in row)
    assert kept == {"phone": (clinic.PATIENT, new), "course": ("2", "3")}
    page = nurse.get(f"/patients/{patient.id}").text
    assert "New number, &lt;b&gt;told&lt;/b&gt; by phone" in page
    assert "Nora Nielsen" in page


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({"phone": "123"}, "phone", ""),
        ({"phone": clinic.NURSE}, "phone", "belongs to somebody of the care team"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", ""),
        ({"last_infusion_date": "2999-01-01"}, "last_infusion_date", "is in the future"),
        ({"course": "many"}, "course", ""),
        ({"course": "3", "reason": " "}, "reason", "Say why"),
    ],
)
def test_what_an_import_would_refuse_is_refused_here_too(
    nurse: TestClient, fields: dict[str, str], field: str, why: str
) -> None:
    before = maya()
    status, page = edit(nurse, **({"reason": "because"} | fields))
    assert status == 400
    refused = re.search(rf'id="{field}-refused">([^<]+)<', page)
    assert refused
    assert why in refused.group(1)
    after = maya()
    assert (before.phone, before.course, before.time_zone) == (
        after.phone,
        after.course,
        after.time_zone,
    )
    with reading() as records:
        assert records.query(PatientChange).count() == 0


def test_nothing_changed_needs_no_reason_and_leaves_no_trace(nurse: TestClient) -> None:
    assert edit(nurse)[0] == 303
    with reading() as records:
        assert records.query(PatientChange).count() == 0
        assert records.query(AuditEntry).filter_by(action="patient.changed").count() == 0


def test_a_monthly_test_is_overdue_after_the_day_that_the_protocols_name() -> None:
    limits = loaded().limits
    allowed = timedelta(days=int(limits["overdue_days"].value))
    fresh = [lab("platelets", 200, TODAY - allowed)]
    late = [lab("platelets", 200, TODAY - allowed - timedelta(days=1))]
    assert "platelets" not in {test.test for test in overdue(fresh, 200, TODAY, limits)}
    found = {test.test: test.due_on for test in overdue(late, 200, TODAY, limits)}
    assert found["platelets"] == TODAY - timedelta(days=1)
    assert found["creatinine"] is None, "never taken"
    last_day = int(limits["autoimmune_days"].value)
    assert overdue(late, last_day, TODAY, limits) != []
    assert overdue(late, last_day + 1, TODAY, limits) == []
    assert overdue(late, None, TODAY, limits) != [], "an unknown day hides nothing"


def test_a_plot_puts_values_below_their_action_level_below_its_line() -> None:
    rows = [
        lab("platelets", 240, TODAY - timedelta(days=60)),
        lab("platelets", 95, TODAY),
        lab("creatinine", 0.8, TODAY, "mg/dL"),
    ]
    creatinine, platelets = plots(rows, TODAY, loaded().limits)
    low = next(level for level in platelets.levels if level.value == 100)
    first, last = platelets.points
    assert first.y < low.y < last.y, "y grows downwards"
    assert all(TOP <= point.y <= BOTTOM for point in platelets.points)
    assert first.x < last.x
    assert [level.value for level in creatinine.levels] == [pytest.approx(1.2)], "1.5 x baseline"


def test_every_level_that_is_drawn_is_one_of_the_protocols() -> None:
    limits = loaded().limits
    for test, names in LEVELS.items():
        for name in names:
            assert limits[name].unit in (loaded().labs[test].unit, TIMES_BASELINE), name


def test_the_picture_spans_the_last_infusion_to_today(sqlite: str) -> None:
    clinic.open_clinic()
    with reading() as records:
        file = read_patient(records, maya().id)
    assert file is not None
    limits = loaded().limits
    late = overdue(file.labs, file.treatment_day, file.read_at.date(), limits)
    drawn = picture(file, late, limits)
    assert drawn.infusion is not None
    assert drawn.infusion.x < drawn.samples[0].x <= drawn.now_x
    assert [bar.number for bar in drawn.cases] == [41]
    assert [mark.kind for mark in drawn.decisions] == ["urgent"]
    listeria = next(bar for bar in drawn.windows if bar.kind == "listeria_days")
    platelets = next(bar for bar in drawn.windows if bar.kind == "early_platelet_days")
    assert platelets.width < listeria.width
    assert all(bar.x + bar.width <= drawn.now_x + 0.01 for bar in [*drawn.windows, *drawn.cases])


def test_an_unknown_infusion_day_still_gives_a_page(nurse: TestClient) -> None:
    with session() as records:
        records.query(Patient).update({"last_infusion_on": None})
        records.query(LabResult).delete()
    page = nurse.get(f"/patients/{maya().id}")
    assert page.status_code == 200
    assert "day of last infusion unknown" in page.text


def test_a_coming_infusion_is_not_drawn_as_the_last_one(nurse: TestClient) -> None:
    with session() as records:
        tomorrow = (clock.now() + timedelta(days=3)).date()
        records.query(Patient).update({"last_infusion_on": tomorrow})
    page = nurse.get(f"/patients/{maya().id}").text
    assert "day of last infusion unknown" in page
    assert '<g class="infusion">' not in page


def test_the_case_leads_to_the_patient(nurse: TestClient) -> None:
    with reading() as records:
        patient_id = records.get_one(Case, clinic.CASE).patient_id
    assert f'href="/patients/{patient_id}"' in nurse.get(f"/cases/{clinic.CASE}").text
