"""What a hundred thousand timers and a million stored texts change."""

from __future__ import annotations

from typing import Any

from tests.bench import filled
from tests.bench.installation import installation
from tests.bench.load import WARM_UP, steady
from tests.bench.people import Crowd

RATE, SECONDS = 6.0, 90.0
TIMERS, TEXTS, CASES = 100_000, 1_000_000, 50_000


def measure(database: str = "sqlite") -> dict[str, Any]:
    """Text at one rate on empty records, fill them, and text again at the same rate."""
    with installation(database) as one:
        crowd = Crowd(one.twilio, one.webhook)
        crowd.text(*WARM_UP)
        before = steady(one, crowd, RATE, SECONDS)
        with filled.within(one.system.environment):
            filled.add_cases(CASES, TEXTS)
            filled.add_timers(TIMERS)
        crowd.text(*WARM_UP)
        after = steady(one, crowd, RATE, SECONDS)
        return {"rate": RATE, "timers": TIMERS, "texts": TEXTS, "empty": before, "full": after}
