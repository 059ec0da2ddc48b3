from __future__ import annotations

from datetime import datetime, timezone

import pytest

from afterdose import clock


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is noon in Greenwich, seven in New York, on 22 November 2026."""
    moment = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment
