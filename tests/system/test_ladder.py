"""Nobody lets go: pages, silence and reminders on the scaled clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standin.twilio_server import StandInTwilio
from tests.system.conftest import running, twilio_settings
from tests.system.installation import Installation, until
from tests.system.people import (
    DAYS,
    NURSE,
    PER_DAY,
    PHYSICIAN,
    SUPERVISOR,
    Patient,
    Person,
    phone_of,
)

SCALE = 100.0  # five minutes pass in three seconds


@pytest.fixture(scope="module")
def hurried(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Installation, StandInTwilio]]:
    with StandInTwilio() as twilio:
        settings = twilio_settings(twilio) | {"AFTERDOSE_TIME_SCALE": str(SCALE)}
        for made in running(Path(tmp_path_factory.mktemp("hurried")), settings):
            yield made, twilio


def person(hurried: tuple[Installation, StandInTwilio], phone: str) -> Person:
    return Person(*hurried, phone)


def patient(hurried: tuple[Installation, StandInTwilio], number: int) -> Patient:
    return Patient(*hurried, phone_of(DAYS.index(430) * PER_DAY + number))


def test_an_emergency_that_nobody_acknowledges_goes_up_the_ladder(
    hurried: tuple[Installation, StandInTwilio],
) -> None:
    people = [person(hurried, phone) for phone in (NURSE, PHYSICIAN, SUPERVISOR)]
    ada = patient(hurried, 0)
    assert "911" in ada.says("i cough up blood and cant breathe")
    code = str(ada.escalations()[-1]["code"])
    for one in people:
        one.waits_for(code)
    ada.waits_for("911", within=30)  # nobody has acknowledged: the patient is told
    assert people[2].says(f"ACK {code}")
    until(lambda: ada.escalations()[-1]["state"] == "acknowledged", "the acknowledgement")
    assert people[2].says(f"DONE {code} sent-to-ed")
    assert ada.escalations()[-1]["state"] == "closed"


def test_silence_at_a_red_flag_question_counts_as_yes(
    hurried: tuple[Installation, StandInTwilio],
) -> None:
    bob = patient(hurried, 1)
    bob.says("my gums bleed a lot since today")
    bob.waits_for(".", within=30)  # the reminder, five minutes later
    told = bob.waits_for("911", within=30)
    assert bob.decisions()[-1][0] == "emergency", told
    assert bob.escalations()[-1]["disposition"] == "emergency"
