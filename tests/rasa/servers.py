"""The real action server and the real Rasa server, started for tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from afterdose.settings import ROOT
from tests.standin.plain import PLAIN

TOKEN = "a-token-for-tests-only"
MODEL = ROOT / "models" / "afterdose.tar.gz"
RASA = ROOT / "runtimes" / "rasa" / ".venv" / "bin" / "python"
TRAINED_FROM = ("config.yml", "domain.yml", "data", "afterdose/rasa", "afterdose/triage")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def trained_model(folder: Path) -> Path:
    """Return the model that `make train` left if it is of today's files, else train one."""
    files = [f for part in TRAINED_FROM for f in [ROOT / part, *(ROOT / part).rglob("*")]]
    newest = max(f.stat().st_mtime for f in files if f.is_file() and f.suffix != ".pyc")
    if MODEL.exists() and MODEL.stat().st_mtime > newest:
        return MODEL
    command = [RASA, "-m", "rasa", "train", "--fixed-model-name", "trained", "--out", folder]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "trained.tar.gz"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The developer's environment without his settings, plus ours."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("AFTERDOSE_", "TWILIO_"))}
    return own | {
        "AFTERDOSE_VAR": str(folder),
        "AFTERDOSE_RASA_TOKEN": TOKEN,
        "AFTERDOSE_TRACKER_URL": f"sqlite:///{folder / 'tracker.db'}",
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
        **settings,
    }


class Server:
    """One process of ours, with its log in a file."""

    def __init__(
        self, folder: Path, arguments: list[str], port: int, ready: str, **settings: str
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / f"{arguments[0]}.log"
        self._command = [sys.executable, "-m", "afterdose.cli.main", *arguments]
        self._environment = environment(folder, **settings)
        self._ready = self.url + ready
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    def wait_until_ready(self, within: float = 200) -> None:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        wait_for(lambda: PLAIN.get(self._ready, headers=headers).status_code == 200, within, self)

    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


def wait_for(condition: Callable[[], bool], within: float, server: Server) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        assert server.alive(), server.log.read_text()[-3000:]
        try:
            if condition():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not ready in time: {server.log.read_text()[-3000:]}")
