"""Stock Rasa 3.6.21 with the same conversations: its default pipeline, its own Twilio channel."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols
from tests.bench.carrier import KindTwilio
from tests.bench.load import STEP_SECONDS, WARM_UP, sustainable
from tests.bench.people import Crowd
from tests.standin.twilio_server import ACCOUNT, NUMBER, TOKEN
from tests.system.installation import free_port
from tests.torture.parts import plain_environment

RASA = [str(ROOT / "runtimes" / "rasa" / ".venv" / "bin" / "python"), "-m", "rasa"]
KEPT = ROOT / "var" / "bench"
AREAS = ("bleeding", "fever", "breathing", "urine")
QUESTIONS = 7  # asked of each area, as the harmless ways of the crowd's talks have it
STAIRS: Sequence[float] = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15)
READY_WITHIN = 240.0
# The channel as it ships, but for the address that it sends to.
CHANNEL = """
import os
from rasa.core.channels.twilio import TwilioInput

class TwilioHere(TwilioInput):
    @classmethod
    def name(cls):
        return "twilio"

    def get_output_channel(self):
        channel = super().get_output_channel()
        channel.api.base_url = os.environ["STAND_IN"]
        return channel
"""


def write_project(folder: Path) -> None:
    """Write the project that somebody would write first: a form per area, slots from text."""
    protocols = load_protocols(ROOT / "data" / "protocols")
    slots: dict[str, Any] = {}
    forms: dict[str, Any] = {}
    responses: dict[str, Any] = {"utter_done": [{"text": "Thank you. Your team will read this."}]}
    rules: list[dict[str, Any]] = []
    nlu: list[dict[str, Any]] = []
    for area in AREAS:
        form, names = f"{area}_form", []
        for question in protocols.areas[area].questions[:QUESTIONS]:
            name = f"{area}_{question.id.lower()}"
            names.append(name)
            asked = [{"active_loop": form, "requested_slot": name}]
            mapping = {"type": "from_text", "conditions": asked}
            slots[name] = {"type": "text", "influence_conversation": False, "mappings": [mapping]}
            responses[f"utter_ask_{form}_{name}"] = [{"text": question.text["en"]}]
        forms[form] = {"required_slots": names}
        intent = f"report_{area}"
        rules += [
            {
                "rule": f"{area} begins",
                "steps": [{"intent": intent}, {"action": form}, {"active_loop": form}],
            },
            {
                "rule": f"{area} ends",
                "condition": [{"active_loop": form}],
                "steps": [
                    {"action": form},
                    {"active_loop": None},
                    {"action": "utter_done"},
                    {"action": "action_restart"},
                ],
            },
        ]
        phrases = protocols.areas[area].triggers["en"]
        nlu.append({"intent": intent, "examples": "".join(f"- {p}\n" for p in phrases)})
    intents = [f"report_{area}" for area in AREAS]
    _write(
        folder / "domain.yml",
        {"intents": intents, "slots": slots, "forms": forms, "responses": responses},
    )
    (folder / "data").mkdir()
    _write(folder / "data" / "rules.yml", {"rules": rules})
    _write(folder / "data" / "nlu.yml", {"nlu": nlu})
    # No pipeline and no policies named: Rasa takes its default ones.
    _write(
        folder / "config.yml", {"recipe": "default.v1", "assistant_id": "stock", "language": "en"}
    )
    own = {"account_sid": ACCOUNT, "auth_token": TOKEN, "twilio_number": NUMBER}
    _write(folder / "credentials.yml", {"stock_channel.TwilioHere": own})
    (folder / "stock_channel.py").write_text(CHANNEL)


def _write(file: Path, content: dict[str, Any]) -> None:
    version = {} if file.name in ("config.yml", "credentials.yml") else {"version": "3.1"}
    file.write_text(yaml.safe_dump(version | content, sort_keys=False, allow_unicode=True))


def trained(folder: Path, environment: dict[str, str]) -> Path:
    """Train the project's model, once for each content: it takes a quarter of an hour."""
    content = b"".join(file.read_bytes() for file in sorted(folder.rglob("*.*ml")))
    model = KEPT / f"stock-{hashlib.sha256(content).hexdigest()[:16]}.tar.gz"
    if not model.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with (folder / "stock.log").open("ab") as log:
            subprocess.run(
                [*RASA, "train", "--quiet", "--fixed-model-name", "stock"],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
                check=True,
            )
        shutil.move(folder / "models" / "stock.tar.gz", model)
    return model


@contextmanager
def stock_rasa(carrier_url: str) -> Iterator[str]:
    """Start stock Rasa; gives its Twilio webhook."""
    folder = Path(tempfile.mkdtemp(prefix="afterdose-stock-", dir="/tmp"))
    write_project(folder)
    environment = plain_environment() | {
        "STAND_IN": carrier_url,
        "PYTHONPATH": str(folder),
        "RASA_TELEMETRY_ENABLED": "false",
        "NO_PROXY": "127.0.0.1",
    }
    model = trained(folder, environment)
    with (folder / "stock.log").open("ab") as log:
        port = free_port()
        process = subprocess.Popen(
            [*RASA, "run", "--model", str(model), "--port", str(port), "-i", "127.0.0.1"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
        webhook = f"http://127.0.0.1:{port}/webhooks/twilio/webhook"
        try:
            _wait_for(f"http://127.0.0.1:{port}/", process, folder)
            yield webhook
        finally:
            process.terminate()
            process.wait(30)
            shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise SystemExit((folder / "stock.log").read_text()[-3000:])


def measure() -> dict[str, Any]:
    """Go up the stairs with stock Rasa; nothing is an emergency to it."""
    with KindTwilio() as twilio, stock_rasa(twilio.url) as webhook:
        crowd = Crowd(twilio, webhook, signed=False)
        crowd.text(1.0, WARM_UP[1], emergencies=False)
        return sustainable(crowd, STAIRS, STEP_SECONDS, emergencies=False)
