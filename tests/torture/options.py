"""What a run of the torture test may set."""

from __future__ import annotations

import argparse
import random
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

# Side by side. A worker that is killed takes ten seconds of processor time to be back, so with
# sixty kills and forty patients two cores never caught up, and every timer was late.
MOST_PATIENTS = 12


@dataclass(frozen=True)
class Options:
    """One run; the same options with the same seed plan the same run."""

    kills: int
    texts: int
    database: str
    seed: int
    workers: int
    rasas: int
    patients: int
    scale: float
    folder: Path

    def told(self) -> dict[str, object]:
        return asdict(self) | {"folder": str(self.folder)}

    def replay(self) -> str:
        """Return the command that plans the same run again."""
        return (
            f"make torture SEED={self.seed} KILLS={self.kills} TEXTS={self.texts} "
            f"DATABASE={self.database} WORKERS={self.workers} RASAS={self.rasas}"
        )


def from_command_line() -> Options:
    parser = argparse.ArgumentParser(
        prog="python -m tests.torture", description="Kill everything; lose, double, delay nothing."
    )
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--texts", type=int, default=3000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rasas", type=int, default=2)
    parser.add_argument("--patients", type=int, default=None, help="side by side; default by texts")
    parser.add_argument("--scale", type=float, default=30.0, help="AFTERDOSE_TIME_SCALE")
    parser.add_argument("--folder", type=Path, default=None, help="logs and records; default new")
    given = parser.parse_args()
    return Options(
        kills=given.kills,
        texts=given.texts,
        database=given.database,
        seed=random.randrange(1_000_000) if given.seed is None else given.seed,
        workers=given.workers,
        rasas=given.rasas,
        patients=given.patients or max(4, min(MOST_PATIENTS, given.texts // 12)),
        scale=given.scale,
        # Straight under /tmp: PostgreSQL runs as another user, who must be able to get there.
        folder=given.folder or Path(tempfile.mkdtemp(prefix="afterdose-torture-", dir="/tmp")),
    )
