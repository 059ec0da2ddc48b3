"""`afterdose web`: the carrier's webhooks, the console, and the watch over the worker."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog
import typer

if TYPE_CHECKING:
    from fastapi import FastAPI

# Pages with live news hold their connections open; a stop does not wait for them.
STOP_WITHIN = 1


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("web")
    def web() -> None:
        """Serve webhooks and pages on AFTERDOSE_BIND until told to stop."""
        import uvicorn

        from afterdose.cli.wiring import check_files, log_to_stdout
        from afterdose.settings import settings

        check_files()
        log_to_stdout()
        uvicorn.run(
            build,
            factory=True,
            host=settings().host,
            port=settings().port,
            access_log=False,  # request lines hold phone numbers and case ids
            log_config=None,
            timeout_graceful_shutdown=STOP_WITHIN,
            server_header=False,
        )


def build() -> FastAPI:
    """Build the application of this process and start its threads."""
    from afterdose.console.app import create_app
    from afterdose.messaging import simulator
    from afterdose.messaging.watcher import Watcher
    from afterdose.settings import settings

    check_worker()
    check_rasa()
    app = create_app()
    if settings().carrier == "simulator":
        simulator.Deliveries().start()
    Watcher().start()
    threading.Thread(target=_watch, name="watch-start", daemon=True).start()
    return app


def check_worker() -> None:
    """Let /readyz tell whether a worker is at work."""
    from afterdose.messaging import heartbeat
    from afterdose.messaging.health import ready_check

    ready_check("worker")(heartbeat.missing)


def check_rasa() -> None:
    """Let /readyz ask whether a trained model answers."""
    from afterdose.messaging.health import ready_check

    @ready_check("model")
    def model() -> str | None:
        from afterdose.dialogue import rasa_client

        found = [rasa_client.health(url) for url in rasa_client.rasa_urls()]
        if any(server.problem is None for server in found):
            return None
        return "; ".join(str(server.problem) for server in found) or "no server is named"


def _watch() -> None:
    # Loading the language data takes seconds: the webhooks must not wait for them, and the watch
    # must not load them while it holds the write lock, just when the worker is gone.
    from afterdose.cli.wiring import handlers, wait_for_tables, warm_up
    from afterdose.console import releases
    from afterdose.messaging import faults
    from afterdose.messaging.health import ready_check
    from afterdose.messaging.watch import Watch

    state: list[str | None] = ["is starting"]
    ready_check("watch")(lambda: state[0])
    try:
        prepared = handlers()
        warm_up()
        if wait_for_tables(threading.Event()):
            Watch(prepared).start()
            state[0] = None
            releases.remember()
    except Exception as error:
        # Webhooks and console work without the watch; /readyz says that it is missing.
        state[0] = type(error).__name__
        structlog.get_logger(__name__).critical("no watch over the worker", **faults.named(error))
