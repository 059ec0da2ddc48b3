"""`afterdose run`: what somebody sees who starts the system for the first time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import func, select

from afterdose.cli.run import fill_demo_clinic
from afterdose.records.database import reading
from afterdose.records.models import InboundMessage


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("sqlite")
def test_weeks_of_cases_fill_the_clinic_and_not_the_screen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fill_demo_clinic(history=True)
    with reading() as records:
        assert (records.scalar(select(func.count()).select_from(InboundMessage)) or 0) > 50
    shown = capsys.readouterr()
    assert shown.out + shown.err == ""
