"""One installation with the real carrier code against the stand-in, shared by the scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.standin.twilio_server import ACCOUNT, NUMBER, TOKEN, StandInTwilio
from tests.system.installation import Installation
from tests.system.people import (
    DAYS,
    NURSE,
    PER_DAY,
    PHYSICIAN,
    SUPERVISOR,
    Patient,
    Person,
    phone_of,
    write_clinic,
)

CLINIC = "+15550180000"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/system" in str(item.path):
            item.add_marker(pytest.mark.system)


def twilio_settings(twilio: StandInTwilio) -> dict[str, str]:
    return {
        "AFTERDOSE_CARRIER": "twilio",
        "TWILIO_API_URL": twilio.url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": NUMBER,
        "AFTERDOSE_CLINIC_PHONE": CLINIC,
    }


@pytest.fixture(scope="session")
def twilio() -> Iterator[StandInTwilio]:
    with StandInTwilio() as server:
        yield server


@pytest.fixture(scope="session")
def installation(
    twilio: StandInTwilio, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    yield from running(tmp_path_factory.mktemp("clinic"), twilio_settings(twilio))


def running(folder: Path, settings: dict[str, str]) -> Iterator[Installation]:
    """Fill the records of a new installation through the command line, and start it."""
    made = Installation(folder, settings)
    write_clinic(folder)
    made.run("db", "upgrade")
    for kind in ("patients", "team", "rota"):
        made.run(kind, "import", str(folder / f"{kind}.csv"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def used() -> dict[int, int]:
    return dict.fromkeys(DAYS, 0)


@pytest.fixture
def patient(
    installation: Installation, twilio: StandInTwilio, used: dict[int, int]
) -> Iterator[Callable[..., Patient]]:
    """Give out patients by treatment day; none is used twice, none may get an unread text."""
    given: list[Patient] = []

    def give(day: int = 430) -> Patient:
        number = DAYS.index(day) * PER_DAY + used[day]
        used[day] += 1
        given.append(Patient(installation, twilio, phone_of(number)))
        return given[-1]

    yield give
    for one in given:
        one.is_left_in_peace(0.2)


@pytest.fixture
def nurse(installation: Installation, twilio: StandInTwilio) -> Person:
    return Person(installation, twilio, NURSE)


@pytest.fixture
def physician(installation: Installation, twilio: StandInTwilio) -> Person:
    return Person(installation, twilio, PHYSICIAN)


@pytest.fixture
def supervisor(installation: Installation, twilio: StandInTwilio) -> Person:
    return Person(installation, twilio, SUPERVISOR)
