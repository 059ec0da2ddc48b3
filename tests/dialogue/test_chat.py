"""The command `chat`, through real webhooks, a real worker and the simulated carrier."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import structlog
import uvicorn
from fastapi import FastAPI
from starlette.routing import Mount
from typer.testing import CliRunner

from afterdose.cli.main import typer_app
from afterdose.messaging import health, simulator, webhooks
from afterdose.messaging.worker import Worker
from afterdose.records.database import session
from afterdose.settings import settings
from tests.dialogue.effects import area, asked
from tests.dialogue.rasa_standin import RasaStandIn, says
from tests.dialogue.story import HANDLERS
from tests.records.people import ANA, add_patient


@pytest.fixture
def bind(monkeypatch: pytest.MonkeyPatch) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    monkeypatch.setenv("AFTERDOSE_BIND", address)
    monkeypatch.setenv("AFTERDOSE_PUBLIC_URL", f"http://{address}")
    settings.cache_clear()
    return address


@pytest.fixture
def patient(sqlite: str, rasa: RasaStandIn) -> None:
    with session() as opened:
        add_patient(opened)


@pytest.fixture
def running(patient: None, bind: str) -> Iterator[None]:
    """The web process and the worker, as threads."""
    app = FastAPI()
    app.include_router(webhooks.router)
    app.include_router(health.router)
    app.router.routes.insert(0, Mount("/simulator/api", simulator.api))
    config = uvicorn.Config(app, port=settings().port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    worker = Worker(HANDLERS)  # after the server: its first sweep asks the carrier in it
    worker.start()
    yield
    worker.stop()
    server.should_exit = True
    thread.join()
    structlog.reset_defaults()


def chat(*options: str, lines: str) -> tuple[int, list[str], str]:
    result = CliRunner().invoke(typer_app, ["chat", *options], input=lines)
    return result.exit_code, result.stdout.splitlines(), result.stderr


def test_each_line_is_a_text_and_each_reply_a_line(running: None, rasa: RasaStandIn) -> None:
    rasa.plays = [
        says("The gate?\n\nYes or no?", effects=[area("general"), asked("G0")]),
        says("What bothers you?", effects=[asked("G1")]),
    ]

    code, lines, _ = chat("--phone", ANA, lines="I have a new mole\n\nno\n")

    assert code == 0
    assert lines == ["< The gate? Yes or no?", "< What bothers you?"]
    assert [request["text"] for request in rasa.heard] == ["I have a new mole", "no"]


def test_messages_as_objects(running: None, rasa: RasaStandIn) -> None:
    rasa.plays = [says("Hello.", effects=[asked(None)])]

    code, lines, _ = chat("--phone", ANA, "--json", lines="hello\n")

    (message,) = (json.loads(line) for line in lines)
    assert code == 0
    assert (message["text"], message["direction"]) == ("Hello.", "outbound")
    assert set(message) == {"id", "direction", "text", "at"}


def test_an_unknown_phone_is_refused(running: None) -> None:
    code, lines, error = chat("--phone", "+15550100999", lines="hello\n")

    assert (code, lines) == (1, [])
    assert "no enrolled patient has the phone" in error


def test_without_a_running_web_process_nothing_is_sent(patient: None, bind: str) -> None:
    code, lines, error = chat("--phone", ANA, lines="hello\n")

    assert (code, lines) == (1, [])
    assert "does not answer" in error
