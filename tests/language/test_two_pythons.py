"""The same code judges alike in the worker (Python 3.12) and inside Rasa (Python 3.10)."""

from __future__ import annotations

import json
import subprocess

import pytest

from afterdose.language.screen import screen
from afterdose.settings import ROOT
from tests.language.tables import texts

RASA_PYTHON = ROOT / "runtimes" / "rasa" / ".venv" / "bin" / "python"
SCRIPT = """
import json, sys
from afterdose.language.answers import understand
from afterdose.language.commands import command
from afterdose.language.screen import screen
for text in json.load(sys.stdin):
    answer = understand(text, "yes_no")
    print(json.dumps([screen(text, second=False).to_json(), answer.value, command(text)]))
"""


@pytest.mark.skipif(not RASA_PYTHON.exists(), reason="the Rasa runtime is not installed")
def test_both_runtimes_judge_every_text_alike() -> None:
    everything = [t for one in ("en", "es") for listed in texts(one).values() for t in listed]
    done = subprocess.run(
        [str(RASA_PYTHON), "-c", SCRIPT],
        input=json.dumps(everything),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    theirs = [json.loads(line) for line in done.stdout.splitlines()]
    assert [verdict for verdict, _, _ in theirs] == [
        json.loads(json.dumps(screen(text, second=False).to_json())) for text in everything
    ]
    assert len(theirs) == len(everything)
