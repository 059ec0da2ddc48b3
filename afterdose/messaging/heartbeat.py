"""The worker's sign of life, so that the web process notices when there is none."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from afterdose import clock
from afterdose.messaging.once import insert_once
from afterdose.records import database
from afterdose.records.models import Heartbeat

WORKER = "worker"
EVERY = 5.0
MISSED_AFTER = timedelta(seconds=15)


def beat() -> float:
    """Write down that a worker is at work; return the seconds until the next time."""
    now = clock.now()
    with database.session() as session:
        beaten = update(Heartbeat).where(Heartbeat.process == WORKER).values(seen_at=now)
        if session.execute(beaten.returning(Heartbeat.process)).first() is None:
            row = {"process": WORKER, "seen_at": now}
            insert_once(session, Heartbeat, Heartbeat.process, row)
    return EVERY


def missing() -> str | None:
    """Say for how long no worker was seen; None while one is at work."""
    with database.reading() as session:
        last = session.get(Heartbeat, WORKER)
    if last is None:
        return "not seen yet"
    silence = clock.now() - last.seen_at
    return f"not seen for {silence.total_seconds():.0f} s" if silence > MISSED_AFTER else None
