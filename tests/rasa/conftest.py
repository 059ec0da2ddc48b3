"""One trained model, one Rasa server and one action server for all tests of this room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import ProtocolSet
from tests.rasa.servers import Server, free_port, trained_model
from tests.rasa.talk import Talk, client_for
from tests.rasa.troublemaker import Troublemaker


@pytest.fixture(scope="session")
def protocols() -> ProtocolSet:
    return load_protocols(ROOT / "data" / "protocols")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rasa")


@pytest.fixture(scope="session")
def model(folder: Path) -> Path:
    return trained_model(folder)


@pytest.fixture(scope="session")
def actions(folder: Path) -> Iterator[Server]:
    port = free_port()
    server = Server(
        folder, ["actions"], port, "/health", AFTERDOSE_ACTIONS_URL=f"http://127.0.0.1:{port}"
    )
    server.wait_until_ready()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def trouble(actions: Server) -> Iterator[Troublemaker]:
    proxy = Troublemaker(actions.url)
    yield proxy
    proxy.stop()


@pytest.fixture(scope="session")
def server(folder: Path, model: Path, trouble: Troublemaker) -> Iterator[Server]:
    port = free_port()
    arguments = ["rasa", "run", "--model", str(model), "--interface", "127.0.0.1"]
    rasa = Server(
        folder,
        [*arguments, "--port", str(port)],
        port,
        "/webhooks/afterdose/health",
        AFTERDOSE_ACTIONS_URL=trouble.url,
    )
    rasa.wait_until_ready()
    yield rasa
    rasa.stop()


@pytest.fixture
def client(server: Server, trouble: Troublemaker) -> Iterator[httpx.Client]:
    trouble.mode = "pass"
    with client_for(server.url) as client:
        yield client
    trouble.mode = "pass"


@pytest.fixture
def talk(client: httpx.Client) -> Callable[..., Talk]:
    def start(**metadata: Any) -> Talk:
        return Talk(client, **metadata)

    return start
