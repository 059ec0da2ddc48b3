"""Probes and figures: is the process alive, can it do its work, how much waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from afterdose import clock
from afterdose.messaging import faults, metrics
from afterdose.records import database
from afterdose.records.queries import Unfinished, unfinished

Problem = Callable[[], str | None]

# Nothing that we owe may wait longer than this before somebody looks.
QUEUE_AGE = 60.0
_checks: dict[str, Problem] = {}

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False)


def ready_check(name: str) -> Callable[[Problem], Problem]:
    """Register a check for /readyz: it returns None, or in a few words what is wrong."""

    def register(check: Problem) -> Problem:
        _checks[name] = check
        return check

    return register


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Tell that the process is alive."""
    return {"status": "alive"}


@router.get("/readyz")
def readyz() -> JSONResponse:
    """Tell whether the process can do its work: 200, or 503 with what is wrong."""
    problems: dict[str, str | None] = {}
    waiting: Unfinished | None = None
    try:
        with database.reading() as session:
            waiting = unfinished(session, clock.now())
        problems["database"] = None
        problems["queue_age"] = _too_old(waiting)
    except Exception as error:
        log.warning("the database does not answer", **faults.named(error))
        problems["database"] = "does not answer"
    for name, check in list(_checks.items()):
        try:
            problems[name] = check()
        except Exception as error:
            problems[name] = type(error).__name__
    ready = not any(problems.values())
    body: dict[str, Any] = {
        "ready": ready,
        "checks": {name: problem or "ok" for name, problem in problems.items()},
        "waiting": waiting._asdict() if waiting else None,
    }
    return JSONResponse(body, 200 if ready else 503)


@router.get("/metrics")
def prometheus() -> Response:
    """Give the figures in Prometheus' format."""
    return Response(metrics.text(), media_type=metrics.CONTENT_TYPE)


def _too_old(waiting: Unfinished) -> str | None:
    ages = {
        "the oldest text in": waiting.inbound_age,
        "the oldest text out": waiting.outbound_age,
        "the oldest timer": waiting.timers_late,
    }
    late = [f"{name} waits {age:.0f} s" for name, age in ages.items() if age > QUEUE_AGE]
    return "; ".join(late) or None
