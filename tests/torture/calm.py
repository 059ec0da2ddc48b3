"""Bringing a run to rest: every text told of, every escalation in somebody's hands."""

from __future__ import annotations

import time

from tests.torture.checker.evidence import Evidence, read_rows
from tests.torture.hostile import HostileTwilio
from tests.torture.people import CLINICIANS, Clinicians

CALM_FOR = 3.0
CLOSED_EVERY = 8.0
LEFT_OPEN = 10  # one escalation in so many stays open, so that waiting ones are looked at, too


def come_to_rest(
    url: str, keys: str, twilio: HostileTwilio, clinicians: Clinicians, within: float
) -> bool:
    """Close what is open by text and wait until nothing is under way; False: it never was."""
    deadline, calm_since, closed_at = time.monotonic() + within, None, 0.0
    while time.monotonic() < deadline:
        time.sleep(0.5)
        try:
            now = read_rows(url, keys)
        except Exception:
            continue  # the database is on its way up again
        if time.monotonic() - closed_at > CLOSED_EVERY:
            closed_at = time.monotonic()
            _close(now, clinicians)
        if not _calm(now, twilio):
            calm_since = None
        elif calm_since is None:
            calm_since = time.monotonic()
        elif time.monotonic() - calm_since > CALM_FOR:
            return True
    return False


def _close(now: Evidence, clinicians: Clinicians) -> None:
    for escalation in now.rows["escalations"]:
        stays = int(escalation["id"], 16) % LEFT_OPEN == 0
        if escalation["state"] == "closed" or stays:
            continue
        number = int(escalation["id"], 16) % len(CLINICIANS)
        clinicians.text(CLINICIANS[number], f"DONE {escalation['code']} seen")


def _calm(now: Evidence, twilio: HostileTwilio) -> bool:
    stored = {row["carrier_id"] for row in now.rows["inbound_messages"]}
    known = {text.sid for text in list(twilio.texts) if text.to_us}
    handled = all(row["state"] == "handled" for row in now.rows["inbound_messages"])
    under_way = {"queued", "sending", "uncertain"}
    sent = all(row["state"] not in under_way for row in now.rows["outbound_messages"])
    closed = all(
        row["state"] == "closed" or int(row["id"], 16) % LEFT_OPEN == 0
        for row in now.rows["escalations"]
    )
    return known <= stored and handled and sent and closed
