"""`afterdose worker`: carries texts in, texts out and timers forward."""

from __future__ import annotations

import signal
import sys
import threading

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("worker")
    def worker() -> None:
        """Handle texts and timers until told to stop; several may run on one database."""
        from afterdose.cli.wiring import (
            check_files,
            handlers,
            log_to_stdout,
            wait_for_tables,
            warm_up,
        )
        from afterdose.messaging.worker import Worker

        check_files()
        log_to_stdout()
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        warm_up()
        if wait_for_tables(stopping):
            Worker(handlers()).run_until(stopping)
        sys.stdout.flush()
