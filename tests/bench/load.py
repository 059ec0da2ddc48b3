"""Under load: a steady rate of texts against the real processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.bench import evidence, processor
from tests.bench.installation import Installation, installation
from tests.bench.people import Crowd, Sent
from tests.bench.quantiles import milliseconds

AIM_RATE, AIM_SECONDS = 10.0, 300.0
STAIRS: Sequence[float] = (4, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40)
STEP_SECONDS = 45.0
REPLY_AIM = 0.5  # seconds, at p95
WARM_UP = (2.0, 20.0)  # rate, seconds


def told(sent: Sequence[Sent], seconds: float) -> dict[str, Any]:
    """Return the figures that a run's texts give."""
    ordinary = [s for s in sent if not s.emergency]
    return {
        "texts a second": round(len(sent) / seconds, 2),
        "unanswered": sum(s.answered is None for s in sent),
        "webhook": milliseconds([s.webhook for s in sent if s.webhook is not None]),
        "reply": milliseconds([s.answered - s.posted for s in ordinary if s.answered is not None]),
        "emergency advice": milliseconds(
            [s.answered - s.posted for s in sent if s.emergency and s.answered is not None]
        ),
    }


def steady(one: Installation, crowd: Crowd, rate: float, seconds: float) -> dict[str, Any]:
    """Text at one rate and return all figures of it."""
    before = processor.by_kind(one.system.parts)
    sent = crowd.text(rate, seconds)
    used = processor.by_kind(one.system.parts)
    figures = told(sent, seconds)
    figures["page"] = milliseconds(evidence.pages(one.records_url, sent, one.twilio.sent_at))
    figures["stages"] = evidence.stages(one.records_url, sent, one.twilio.sent_at)
    figures["processor ms a text"] = {
        kind: round((used[kind] - before[kind]) * 1000 / max(1, len(sent)), 1) for kind in used
    }
    return figures


def sustainable(
    crowd: Crowd, stairs: Sequence[float], seconds: float, *, emergencies: bool = True
) -> dict[str, Any]:
    """Go up the stairs until replies at p95 take longer than the aim or texts go unanswered."""
    steps: list[dict[str, Any]] = []
    best = 0.0
    for rate in stairs:
        sent = crowd.text(rate, seconds, emergencies=emergencies)
        figures = told(sent, seconds)
        steps.append({"rate": rate, **figures})
        held = figures["reply"]["p95"] <= REPLY_AIM * 1000 and not figures["unanswered"]
        if not held or figures["texts a second"] < 0.95 * rate:
            break
        best = rate
    return {"sustainable": best, "steps": steps}


def measure(database: str, workers: int = 1, rasas: int = 1, *, aim: bool = True) -> dict[str, Any]:
    """Start an installation, hold it to the aim for five minutes, then go up the stairs."""
    with installation(database, workers, rasas) as one:
        crowd = Crowd(one.twilio, one.webhook)
        crowd.text(*WARM_UP)
        figures: dict[str, Any] = {}
        if aim:
            figures["aim"] = steady(one, crowd, AIM_RATE, AIM_SECONDS)
        return figures | sustainable(crowd, STAIRS, STEP_SECONDS)
