"""Bringing a run to rest: every text told of, every escalation in somebody's hands."""

from __future__ import annotations

import time

from tests.torture.checker.evidence import Evidence, read_rows
from tests.torture.hostile import HostileTwilio
from tests.torture.people import CLINICIANS, Clinicians

LOOK_EVERY, CALM_FOR, TOLD_EVERY = 1.5, 4.0, 25.0
WITHOUT_PROGRESS = 150.0
LEFT_OPEN = 10  # one escalation in so many stays open, so that waiting ones are looked at, too
UNDER_WAY = {"queued", "sending", "uncertain"}


def come_to_rest(url: str, twilio: HostileTwilio, clinicians: Clinicians, within: float) -> bool:
    """Close what is open by text and wait until nothing is under way; False: it never was."""
    deadline = time.monotonic() + within
    calm_since: float | None = None
    moved_at, before = time.monotonic(), ""
    told: dict[str, float] = {}
    while time.monotonic() < min(deadline, moved_at + WITHOUT_PROGRESS):
        time.sleep(LOOK_EVERY)
        try:
            now = read_rows(url)
        except Exception:
            continue  # the database is on its way up again
        _close(now, clinicians, told)
        left = _under_way(now, twilio)
        if left != before:
            moved_at, before = time.monotonic(), left
        if left:
            calm_since = None
        elif calm_since is None:
            calm_since = time.monotonic()
        elif time.monotonic() - calm_since > CALM_FOR:
            return True
    print(f"still under way: {before}")
    return False


def _close(now: Evidence, clinicians: Clinicians, told: dict[str, float]) -> None:
    for escalation in now.rows["escalations"]:
        one = escalation["id"]
        if escalation["state"] == "closed" or _stays_open(one):
            continue
        if time.monotonic() - told.get(one, 0.0) < TOLD_EVERY:
            continue
        told[one] = time.monotonic()
        number = int(one, 16) % len(CLINICIANS)
        clinicians.text(CLINICIANS[number], f"DONE {escalation['code']} seen")


def _stays_open(escalation_id: str) -> bool:
    return int(escalation_id, 16) % LEFT_OPEN == 0


def _under_way(now: Evidence, twilio: HostileTwilio) -> str:
    """Say what is not finished yet; nothing when all is."""
    stored = {row["carrier_id"] for row in now.rows["inbound_messages"]}
    left = {
        "not stored": sum(text.to_us and text.sid not in stored for text in list(twilio.texts)),
        "not handled": sum(row["state"] != "handled" for row in now.rows["inbound_messages"]),
        "not sent": sum(row["state"] in UNDER_WAY for row in now.rows["outbound_messages"]),
        "not closed": sum(
            row["state"] != "closed" and not _stays_open(row["id"])
            for row in now.rows["escalations"]
        ),
    }
    return ", ".join(f"{what} {count}" for what, count in left.items() if count)
