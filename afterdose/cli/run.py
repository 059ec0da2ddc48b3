"""`afterdose run`: all processes on this machine, watched and restarted by supervisord."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import structlog
import typer

from afterdose.settings import ROOT, Settings, SettingsError, settings

READY_WITHIN = 120.0  # seconds; Rasa's start is the longest, 8 to 30 s on a small machine


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("run")
    def run(
        history: Annotated[
            bool, typer.Option("--history", help="Fill an empty demo clinic with weeks of cases")
        ] = False,
    ) -> None:
        """Start everything on this machine and stay in the foreground until Ctrl-C."""
        sys.exit(run_all(history))


def run_all(history: bool = False) -> int:
    """Prepare the records, start the processes, print the URLs, wait for the end."""
    from afterdose.cli.supervision import programs, supervisor_config
    from afterdose.cli.wiring import check_files
    from afterdose.records import keys, migrate, word_index

    chosen = settings()
    check_files()
    refuse_taken_ports(chosen)
    keys.current_keys()
    migrate.upgrade()
    word_index.index_missing()
    if chosen.carrier == "simulator":
        fill_demo_clinic(history)
    file = chosen.var / "supervisord.conf"
    chosen.var.mkdir(parents=True, exist_ok=True)
    file.write_text(supervisor_config(chosen, programs(chosen)), "utf-8")
    child = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-n", "-s", "-c", str(file)], cwd=ROOT
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: child.terminate())
    announce(chosen, child)
    return max(child.wait(), 0)


def fill_demo_clinic(history: bool) -> None:
    """Add the demo clinic's people and accounts; with ``history`` weeks of cases, too."""
    from afterdose.console.accounts import add_demo_accounts
    from afterdose.console.demo_history import load_history
    from afterdose.records.demo import load_demo

    # Nobody who starts the system for the first time wants a line for each text of those weeks.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    load_demo()
    add_demo_accounts()
    if history:
        load_history()


def refuse_taken_ports(chosen: Settings) -> None:
    """End with one line when another program holds an address that we need."""
    addresses = [
        ("AFTERDOSE_BIND", (chosen.host, chosen.port)),
        ("AFTERDOSE_ACTIONS_URL", address_of(chosen.actions_url)),
        *(("AFTERDOSE_RASA_URL", address_of(url.strip())) for url in chosen.rasa_url.split(",")),
    ]
    for name, (host, port) in addresses:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise SettingsError(f"{name}: {host}:{port} cannot be used ({error})") from None


def address_of(url: str) -> tuple[str, int]:
    """Split a URL into host and port."""
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or 80


def announce(chosen: Settings, child: subprocess.Popen[bytes]) -> None:
    """Print where everything is, once it answers."""
    import httpx

    base = f"http://{chosen.bind}"
    deadline = time.monotonic() + READY_WITHIN
    while child.poll() is None:
        try:
            if httpx.get(f"{base}/readyz", timeout=2).status_code == 200:
                break
        except httpx.HTTPError:
            pass
        if time.monotonic() > deadline:
            print(f"afterdose: still not ready; see the logs in {log_folder(chosen)}", flush=True)
            deadline = float("inf")
        time.sleep(0.25)
    if child.poll() is not None:
        return
    print(f"\nAfterdose is up.\n  care team   {chosen.public_url}/")
    if chosen.carrier == "simulator":
        print(f"  simulator   {base}/simulator   (play patient, nurse and physician here)")
    print(f"  health      {base}/readyz\n  logs        {log_folder(chosen)}\nCtrl-C ends it.\n")
    sys.stdout.flush()


def log_folder(chosen: Settings) -> Path:
    """Where each process writes its log, relative to the working folder if it can be."""
    folder = chosen.var / "log"
    return Path(os.path.relpath(folder))
