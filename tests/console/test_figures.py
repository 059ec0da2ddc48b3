"""The figures: what is counted, and what counts as late."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from fastapi.testclient import TestClient

from afterdose.console import figures as counting
from afterdose.console.figures import Figures, figures, middle, mondays, slowest
from afterdose.console.figures_plots import BOTTOM, RIGHT, TOP, plots, weekly
from afterdose.console.routes.figures import limits
from afterdose.records.database import reading, session
from afterdose.records.models import (
    Answer,
    Case,
    CaseEvent,
    Escalation,
    OutboundMessage,
    Page,
    Patient,
)
from tests.console import clinic, weeks

NOW = datetime(2026, 11, 22, 22, 0, tzinfo=timezone.utc)  # a Sunday
FIRST = datetime(2026, 10, 26, tzinfo=timezone.utc)  # the Monday of four weeks' first


@pytest.fixture
def empty(database: str) -> None:
    """A clinic of people without any work yet."""
    clinic.open_clinic()
    clear()


def clear() -> None:
    with session() as records:
        records.query(Answer).delete()
        records.query(OutboundMessage).delete()
        records.query(Page).delete()
        records.query(CaseEvent).delete()
        records.query(Escalation).delete()
        records.query(Case).update({"opened_at": FIRST - timedelta(days=100)})


def counted(span: int = 4) -> Figures:
    with reading() as records:
        return figures(records, NOW, span, limits())


def at(week: int, hours: float = 30) -> datetime:
    return FIRST + timedelta(weeks=week, hours=hours)


def test_a_week_begins_on_monday_and_the_last_one_is_running() -> None:
    assert mondays(NOW, 3) == [FIRST + timedelta(weeks=n) for n in range(1, 4)]
    assert mondays(FIRST, 1) == [FIRST]


def test_median_and_ninth_of_ten() -> None:
    minutes = [timedelta(minutes=n) for n in range(11)]
    assert middle(minutes) == timedelta(minutes=5)
    assert slowest(minutes) == timedelta(minutes=9)
    assert (middle([]), slowest([])) == (None, None)
    assert slowest([timedelta(minutes=3)]) == timedelta(minutes=3)


def test_pages_are_shared_among_those_who_were_on_call(empty: None) -> None:
    with session() as records:
        weeks.add_escalation(records, 1, at(0), pages=6)
        weeks.add_escalation(records, 2, at(2), pages=3)
        weeks.add_escalation(records, 3, FIRST - timedelta(minutes=1), pages=9)
        weeks.add_shift(records, "nurse", at(0), 48)
        weeks.add_shift(records, "nurse", at(0, 90), 5)
        weeks.add_shift(records, "physician", at(0), 7 * 24)  # into the next week, too
    found = counted()
    assert found.pages == [6, 0, 3, 0]
    assert found.on_call == [2, 1, 0, 0]
    assert found.pages_each == [3, 0, None, None]
    assert [(one.name, one.weeks) for one in found.burden] == [("Nora Nielsen", [6, 0, 3, 0])]


def test_times_count_by_week_and_against_the_limit(empty: None) -> None:
    with session() as records:
        weeks.add_escalation(records, 1, at(0), "urgent", 5, 20)
        weeks.add_escalation(records, 2, at(0), "urgent", 15, 61, "sent-to-ed")
        weeks.add_escalation(records, 3, at(1), "urgent", 16, 30, "unreachable")
        weeks.add_escalation(records, 4, at(1), "urgent")  # nobody ever took it
        weeks.add_escalation(records, 5, NOW - timedelta(minutes=2), "urgent")  # not late yet
        weeks.add_escalation(records, 6, at(1), "urgent", 1, 2, "wrong-person")
        weeks.add_escalation(records, 7, at(1), "emergency", 4, 10)
    found = counted()
    emergency, urgent, soon = found.acknowledged
    assert [len(week) for week in urgent.weeks] == [2, 1, 0, 0]
    assert (urgent.in_time.hits, urgent.in_time.of) == (2, 4), "16 min and never are late"
    assert (emergency.in_time.hits, emergency.in_time.of) == (1, 1)
    assert soon.in_time.of == 0
    _, reached, _ = found.contacted
    assert (reached.in_time.hits, reached.in_time.of) == (1, 4), "61 min, unreachable, never"
    assert found.outcomes["urgent"]["wrong-person"] == 1
    assert found.outcomes["urgent"]["open"] == 2


def test_undelivered_texts_and_answers_not_understood(empty: None) -> None:
    with session() as records:
        weeks.add_escalation(records, 1, at(0))
        weeks.add_texts(records, "a", at(0), ["delivered", "delivered", "failed", "moot"])
        weeks.add_texts(records, "b", at(3), ["undelivered", "sent"])
        weeks.add_answers(records, "week-1", at(1), understood=3, unclear=1)
    found = counted()
    assert [(one.hits, one.of) for one in found.texts] == [(1, 3), (0, 0), (0, 0), (1, 2)]
    assert [(one.hits, one.of) for one in found.unclear["en"]] == [(0, 0), (1, 4), (0, 0), (0, 0)]


def test_cases_that_called_nobody_count_too(empty: None) -> None:
    with session() as records:
        weeks.add_escalation(records, 1, at(0), "emergency")
        patient = records.query(Patient).one()
        for number in range(3):
            records.add(
                Case(
                    number=2000 + number,
                    patient_id=patient.id,
                    state="decided",
                    conversation=f"calm-{number}",
                    disposition="routine",
                    opened_at=at(1),
                )
            )
    found = counted()
    assert (found.escalated.hits, found.escalated.of) == (1, 4)
    assert found.cases == {"emergency": 1, "routine": 3}


def test_a_line_breaks_where_a_week_has_no_value() -> None:
    begins = mondays(NOW, 4)
    drawn = weekly("burden", "", begins, {"pages": [2.0, None, 4.0, 1.0]}, yardstick=3.0)
    assert drawn is not None
    (line,) = drawn.lines
    assert [len(stretch) for stretch in line.stretches] == [1, 2]
    assert line.dots[-1].x == RIGHT
    highest, lowest = line.dots[1], line.dots[2]
    assert drawn.yardstick is not None
    assert TOP < highest.y < drawn.yardstick[1] < lowest.y < BOTTOM, "y grows downwards"
    assert weekly("burden", "", begins, {"pages": [None] * 4}) is None


def test_a_clinic_without_any_work_has_a_page(browser: TestClient) -> None:
    clear()
    assert all(some == [] for some in plots(counted()).values())
    clinic.sign_in(browser, "administrator")
    page = browser.get("/figures")
    assert page.status_code == 200
    assert "No value yet." in page.text


def test_the_page_names_yardsticks_with_their_sources_and_no_patient(browser: TestClient) -> None:
    clinic.sign_in(browser, "administrator")
    for span in counting.SPANS:
        page = browser.get(f"/figures?weeks={span}")
        assert page.status_code == 200
    for tag in ("[PROTECT]", "[MSK]", "[ALERTS]", "[CRIT]", "[CLEAR]", "[DAN]"):
        assert tag in page.text
    assert "Nora Nielsen" in page.text
    assert "Maya" not in page.text
    assert browser.get("/figures?weeks=13").status_code == 400
