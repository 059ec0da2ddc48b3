"""A whole installation in a folder of its own: the real processes under the real supervisor."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import httpx
from supervisor.xmlrpc import SupervisorTransport

from afterdose.settings import ROOT
from tests.standin.plain import PLAIN

T = TypeVar("T")
COMMAND = [sys.executable, "-m", "afterdose.cli.main"]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(look: Callable[[], T], what: str, within: float = 30.0) -> T:
    """Wait until `look` gives something true, and give it back."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.03)
    raise AssertionError(f"not seen within {within:.0f} s: {what}")


class Installation:
    """Start, stop, kill and question one installation."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        web, rasa, actions = free_port(), free_port(), free_port()
        self.base = f"http://127.0.0.1:{web}"
        self.database = folder / "afterdose.db"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AFTERDOSE_", "TWILIO_"))}
        self.environment = kept | {
            "AFTERDOSE_VAR": str(folder),
            "AFTERDOSE_DATABASE_URL": f"sqlite:///{self.database}",
            "AFTERDOSE_TRACKER_URL": f"sqlite:///{folder / 'tracker.db'}",
            "AFTERDOSE_BIND": f"127.0.0.1:{web}",
            "AFTERDOSE_PUBLIC_URL": self.base,
            "AFTERDOSE_RASA_URL": f"http://127.0.0.1:{rasa}",
            "AFTERDOSE_ACTIONS_URL": f"http://127.0.0.1:{actions}",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = (self.folder / "run.log").open("ab")
        self.process = subprocess.Popen(
            [*COMMAND, "run"], env=self.environment, cwd=ROOT, stdout=log, stderr=log
        )
        until(self.ready, "the installation is ready; see run.log", within=120)

    def ready(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError((self.folder / "run.log").read_text()[-3000:])
        try:
            return PLAIN.get(f"{self.base}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        self.process.wait(timeout=40)
        self.process = None

    def run(self, *words: str, stdin: str | None = None) -> str:
        """Run one command of the command line, which has to succeed, and give back its output."""
        done = subprocess.run(
            [*COMMAND, *words],
            env=self.environment,
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    @property
    def supervisor(self) -> xmlrpc.client.ServerProxy:
        transport = SupervisorTransport(serverurl=f"unix://{self.folder}/supervisor.sock")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)

    def pid(self, name: str) -> int:
        return int(self.supervisor.supervisor.getProcessInfo(name)["pid"])  # type: ignore[index,arg-type,call-overload]

    def kill(self, name: str) -> None:
        """Kill one process so that it can do nothing more; the supervisor starts it again."""
        os.kill(self.pid(name), signal.SIGKILL)

    def freeze(self, name: str) -> None:
        os.kill(self.pid(name), signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        os.kill(self.pid(name), signal.SIGCONT)

    def take_down(self, name: str) -> None:
        """Stop one process for as long as the test wants."""
        self.supervisor.supervisor.stopProcess(name)

    def bring_back(self, name: str) -> None:
        self.supervisor.supervisor.startProcess(name)

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Read the records as an outsider would: plain SQL, no code of ours."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()
