"""The system under torture: real processes on real databases, in a folder of their own."""

from __future__ import annotations

import secrets
import subprocess
import time

from afterdose.settings import ROOT
from tests.standin.twilio_server import ACCOUNT, NUMBER, TOKEN
from tests.system.installation import free_port
from tests.torture.journal import Journal
from tests.torture.options import Options
from tests.torture.parts import Part, answers, ours, plain_environment
from tests.torture.people import write_clinic
from tests.torture.postgresql import Postgresql

READY_WITHIN = 900.0


class System:
    """Start, kill and stop it as a whole; ``parts`` are its processes by name."""

    def __init__(self, options: Options, journal: Journal, carrier_url: str) -> None:
        self.options, self.journal = options, journal
        self.keys = secrets.token_urlsafe(32)
        self._rasa_token = secrets.token_urlsafe(32)
        self.postgresql = (
            Postgresql(options.folder, journal) if options.database == "postgresql" else None
        )
        web, actions = free_port(), free_port()
        rasas = [f"http://127.0.0.1:{free_port()}" for _ in range(options.rasas)]
        self.base = f"http://127.0.0.1:{web}"
        self.environment = plain_environment() | {
            "AFTERDOSE_VAR": str(options.folder),
            "AFTERDOSE_DATABASE_URL": self.database_url("postgresql+psycopg", "afterdose"),
            "AFTERDOSE_TRACKER_URL": self.database_url("postgresql+psycopg", "tracker"),
            "AFTERDOSE_SECRET_KEYS": self.keys,
            "AFTERDOSE_BIND": f"127.0.0.1:{web}",
            "AFTERDOSE_PUBLIC_URL": self.base,
            "AFTERDOSE_RASA_URL": ",".join(rasas),
            "AFTERDOSE_RASA_TOKEN": self._rasa_token,
            "AFTERDOSE_ACTIONS_URL": f"http://127.0.0.1:{actions}",
            "AFTERDOSE_TIME_SCALE": str(options.scale),
            "AFTERDOSE_CARRIER": "twilio",
            "AFTERDOSE_CLINIC_PHONE": "+15550180000",
            "TWILIO_API_URL": carrier_url,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
        }
        self.parts: dict[str, Part] = {}
        self._add("web", ["web"], answers(f"{self.base}/healthz"))
        for number in range(options.workers):
            self._add(f"worker{number}", ["worker"], lambda p: p.said("the worker is at work"))
        for number, url in enumerate(rasas):
            health = answers(f"{url}/webhooks/afterdose/health", self._rasa_token)
            self._add(f"rasa{number}", ["rasa"], health, AFTERDOSE_RASA_URL=url)
        self._add("actions", ["actions"], answers(f"http://127.0.0.1:{actions}/health"))
        if self.postgresql is not None:
            self.parts["postgresql"] = self.postgresql.part

    def database_url(self, driver: str, name: str) -> str:
        if self.postgresql is None:
            return f"sqlite:///{self.options.folder / name}.db"
        return self.postgresql.url(name).replace("postgresql:", f"{driver}:", 1)

    def start(self) -> None:
        """Make the databases, fill them as a clinic would, start all parts."""
        if self.postgresql is not None:
            self.postgresql.part.start()
            self._wait_for("postgresql")
            self.postgresql.make("afterdose", "tracker")
        write_clinic(self.options.folder, self.options.patients)
        self._run("db", "upgrade")
        for kind in ("patients", "team", "rota"):
            self._run(kind, "import", str(self.options.folder / f"{kind}.csv"))
        for name, part in self.parts.items():
            if name != "postgresql":
                part.start()
        self._wait_for(*self.parts)

    def stop(self) -> None:
        """Stop all parts, the database last."""
        for name, part in self.parts.items():
            if name != "postgresql":
                part.stop()
        if self.postgresql is not None:
            self.postgresql.part.stop()

    def _add(self, name: str, words: list[str], ready: object, **settings: str) -> None:
        self.parts[name] = Part(
            name,
            ours(words),
            self.environment | settings,
            self.options.folder / f"{name}.log",
            self.journal,
            ready,  # type: ignore[arg-type]
        )

    def _wait_for(self, *names: str) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not all(self.parts[name].up for name in names):
            if time.monotonic() > deadline:
                missing = [name for name in names if not self.parts[name].up]
                raise SystemExit(f"not ready: {missing}; see the logs in {self.options.folder}")
            time.sleep(0.1)

    def _run(self, *words: str) -> None:
        done = subprocess.run(
            ours(list(words)), env=self.environment, cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(done.stderr + done.stdout)
