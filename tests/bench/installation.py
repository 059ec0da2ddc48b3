"""The real processes, started for a measurement and stopped after it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.carrier import KindTwilio
from tests.bench.people import PATIENTS
from tests.torture.journal import Journal
from tests.torture.options import Options
from tests.torture.system import System


@dataclass(frozen=True)
class Installation:
    """What runs: its processes by name, its carrier, its databases."""

    system: System
    twilio: KindTwilio
    folder: Path

    @property
    def webhook(self) -> str:
        return f"{self.system.base}/twilio/sms"

    @property
    def records_url(self) -> str:
        return self.system.database_url("postgresql+psycopg", "afterdose")


@contextmanager
def installation(
    database: str, workers: int = 1, rasas: int = 1, patients: int = PATIENTS
) -> Iterator[Installation]:
    """Start everything on an empty database with the crowd's patients; stop and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="afterdose-bench-", dir="/tmp"))
    options = Options(
        kills=0,
        texts=0,
        database=database,
        seed=0,
        workers=workers,
        rasas=rasas,
        patients=patients,
        scale=1.0,
        folder=folder,
    )
    journal = Journal(folder / "journal.jsonl")
    with KindTwilio() as twilio:
        system = System(options, journal, twilio.url)
        try:
            system.start()
            yield Installation(system, twilio, folder)
        finally:
            system.stop()
            journal.close()
            if system.postgresql is not None:
                system.postgresql.remove()
            shutil.rmtree(folder, ignore_errors=True)
