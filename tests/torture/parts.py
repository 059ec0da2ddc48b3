"""The processes of the system under torture: started, watched, killed, started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from afterdose.settings import ROOT
from tests.standin.plain import PLAIN
from tests.torture.journal import Journal

AFTER = 0.5  # seconds until a dead process is started again, like systemd's RestartSec


class Part:
    """One process; whatever ends it, it is started again."""

    def __init__(
        self,
        name: str,
        words: list[str],
        environment: dict[str, str],
        log: Path,
        journal: Journal,
        ready: Callable[[Part], bool],
    ) -> None:
        self.name, self.log = name, log
        self._words, self._environment, self._journal, self._ready = (
            words,
            environment,
            journal,
            ready,
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self.begins_at = 0  # where in the log the present process begins
        self.up = False
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        self._journal.write("down", part=self.name, why="not started yet")
        self._spawn()
        self._thread.start()

    def kill(self) -> bool:
        """Kill the process so that it can do nothing more; tell whether there was one."""
        with self._lock:
            process = self._process
            if process is None or process.poll() is not None:
                return False
            self.up = False
            self._journal.write("down", part=self.name, why="killed")
            process.kill()
            process.wait(30)
        return True

    def freeze(self, seconds: float) -> None:
        """Stop the process in its tracks, and let it go on after a while as if nothing was."""
        with self._lock:
            process = self._process
            if process is None or process.poll() is not None:
                return
            self._journal.write("down", part=self.name, why="frozen")
            process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        process.send_signal(signal.SIGCONT)
        self._journal.write("up", part=self.name, why="thawed")

    def stop(self) -> None:
        self._ended.set()
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)

    def said(self, words: str) -> bool:
        """Tell whether the present process wrote these words to its log."""
        with self.log.open("rb") as file:
            file.seek(self.begins_at)
            return words.encode() in file.read()

    def _spawn(self) -> None:
        with self._lock:
            if self._ended.is_set():
                return
            self.begins_at = self.log.stat().st_size if self.log.exists() else 0
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._words, cwd=ROOT, env=self._environment, stdout=log, stderr=log
                )

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            process = self._process
            assert process is not None
            if process.poll() is not None:
                if self.up:
                    self.up = False
                    self._journal.write("down", part=self.name, why="ended by itself")
                if self._ended.wait(AFTER):
                    return
                self._spawn()
            elif not self.up and self._is_ready():
                self.up = True
                self._journal.write("up", part=self.name)

    def _is_ready(self) -> bool:
        try:
            return self._ready(self)
        except (httpx.HTTPError, OSError):
            return False


def answers(url: str, token: str = "") -> Callable[[Part], bool]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    def look(_: Part) -> bool:
        return PLAIN.get(url, headers=headers, timeout=2).status_code == 200

    return look


def ours(words: list[str]) -> list[str]:
    return [sys.executable, "-m", "afterdose.cli.main", *words]


def plain_environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("AFTERDOSE_", "TWILIO_"))}
