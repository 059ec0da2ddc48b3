"""Timers: none missed, none later than what was down can explain."""

from __future__ import annotations

from collections.abc import Iterator

from tests.torture.checker.allowance import Allowance
from tests.torture.checker.evidence import Evidence, Row
from tests.torture.checker.finding import LATE, Finding

FAIL_SAFE_AFTER = 15.0
# Asking Rasa to forget a conversation is done every minute, outside of any promise on time.
UNTIMED = {"purge"}


def check(evidence: Evidence) -> Iterator[Finding]:
    allowed = Allowance(evidence)
    for timer in evidence.rows["timers"]:
        if timer["kind"] in UNTIMED or timer["state"] == "cancelled":
            continue
        done = timer["done_at"] or evidence.ended
        if allowed.excess(timer["due_at"], done) <= 0:
            continue
        if timer["state"] == "waiting":
            yield Finding(LATE, f"a {timer['kind']} timer never fired", timer["key"])
        else:
            late = done - timer["due_at"]
            yield Finding(LATE, f"a {timer['kind']} timer was {late:.0f} s late", timer["key"])
    yield from _fail_safes(evidence, allowed)


def _fail_safes(evidence: Evidence, allowed: Allowance) -> Iterator[Finding]:
    """Who was not understood in 15 s is told so: watched from the texts, not from the timers."""
    for text in evidence.rows["inbound_messages"]:
        if text["patient_id"] is None:
            continue
        due = text["received_at"] + FAIL_SAFE_AFTER
        told = min(at for at in (text["fail_safe_at"], text["handled_at"], evidence.ended) if at)
        if allowed.excess(due, told) > 0:
            yield Finding(LATE, "a patient waited without a fail-safe", text["id"])


def lateness(evidence: Evidence) -> list[float]:
    """Return how late each timer fired, for the figures."""
    done = [row for row in evidence.rows["timers"] if row["state"] == "done" and row["done_at"]]
    return sorted(row["done_at"] - row["due_at"] for row in done if _timed(row))


def _timed(row: Row) -> bool:
    return row["kind"] not in UNTIMED
