"""Timers: none missed, none later than what was down can explain."""

from __future__ import annotations

from collections.abc import Iterator

from tests.torture.checker.downtime import Downtime
from tests.torture.checker.evidence import Evidence, Row
from tests.torture.checker.finding import LATE, Finding

# Seconds beside the time that nobody could work: loops rest up to 5 s after an error, and the
# machine is busy with the torture itself.
SLACK = 10.0
FAIL_SAFE_AFTER = 15.0
# Asking Rasa to forget a conversation is done every minute, outside of any promise on time.
UNTIMED = {"purge"}


def check(evidence: Evidence) -> Iterator[Finding]:
    down = Downtime(evidence)
    for timer in evidence.rows["timers"]:
        if timer["kind"] in UNTIMED:
            continue
        if timer["state"] == "done":
            late = _excess(timer["due_at"], timer["done_at"] or evidence.ended, down)
            if late > SLACK:
                yield Finding(LATE, f"a {timer['kind']} timer was {late:.0f} s late", timer["key"])
        elif timer["state"] == "waiting" and _excess(timer["due_at"], evidence.ended, down) > SLACK:
            yield Finding(LATE, f"a {timer['kind']} timer never fired", timer["key"])
    yield from _fail_safes(evidence, down)


def _fail_safes(evidence: Evidence, down: Downtime) -> Iterator[Finding]:
    """Who was not understood in 15 s is told so: watched from the texts, not from the timers."""
    advised = [row for row in evidence.rows["decisions"] if row["disposition"] == "emergency"]
    by_case: dict[str, list[float]] = {}
    for row in advised:
        by_case.setdefault(row["case_id"], []).append(row["decided_at"])
    for text in evidence.rows["inbound_messages"]:
        if text["patient_id"] is None:
            continue
        due = text["received_at"] + FAIL_SAFE_AFTER
        told = text["fail_safe_at"] or text["handled_at"] or evidence.ended
        if _excess(due, told, down) > SLACK:
            yield Finding(LATE, "a patient waited without a fail-safe", text["id"])


def lateness(evidence: Evidence) -> list[float]:
    """Return how late each timer fired, for the figures."""
    done = [row for row in evidence.rows["timers"] if row["state"] == "done" and row["done_at"]]
    return sorted(row["done_at"] - row["due_at"] for row in done if _timed(row))


def _timed(row: Row) -> bool:
    return row["kind"] not in UNTIMED


def _excess(due: float, done: float, down: Downtime) -> float:
    return done - due - down.within(due, done)
