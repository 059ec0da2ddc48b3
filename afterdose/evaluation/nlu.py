"""The learnt intents of texts, asked of the trained model in its own runtime."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from afterdose.evaluation.sets import Labelled
from afterdose.settings import ROOT

PYTHON = ROOT / "runtimes" / "rasa" / ".venv" / "bin" / "python"
MODEL = ROOT / "models" / "afterdose.tar.gz"
PROBE = "afterdose.evaluation.nlu_probe"
# Loading takes 15 s and a text some milliseconds; a busy machine may take ten times as long.
LOADING, EACH = 150.0, 0.2


class NluUnavailable(RuntimeError):
    """The runtime or the model is not there, or the model does not load."""


@dataclass(frozen=True)
class Intent:
    """The learnt intent of a text, after the fallback."""

    name: str
    confidence: float


def intents(texts: Sequence[Labelled]) -> dict[str, Intent]:
    """Ask the model in one process for the intent of each text, by its id.

    Raises NluUnavailable.
    """
    for needed, made_by in ((PYTHON, "make setup"), (MODEL, "make train")):
        if not needed.exists():
            raise NluUnavailable(f"{needed.relative_to(ROOT)} is missing: {made_by}")
    asked = [
        json.dumps({"id": t.id, "text": t.text, "language": t.record.get("language")})
        for t in texts
        if t.text.strip(" \t\r\n/")
    ]
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        source.write_text("".join(f"{line}\n" for line in asked), "utf-8")
        try:
            done = subprocess.run(
                [str(PYTHON), "-m", PROBE, str(MODEL), str(source), str(target)],
                capture_output=True,
                text=True,
                cwd=ROOT,
                timeout=LOADING + EACH * len(asked),
                env=os.environ | {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"},
            )
        except subprocess.TimeoutExpired as error:
            raise NluUnavailable(f"the model gave no answer in {error.timeout:.0f} s") from error
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise NluUnavailable(f"the model does not answer: {reason}")
        read = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    return {one["id"]: Intent(one["intent"], one["confidence"]) for one in read}
