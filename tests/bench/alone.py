"""The parts alone, in processor time: reading a text, deciding, loading, training."""

from __future__ import annotations

import json
import resource
import subprocess
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from afterdose.settings import ROOT
from tests.bench.quantiles import milliseconds

OPEN = ROOT / "tests" / "evaluation" / "open"
TIMES = 20


def measure() -> dict[str, Any]:
    """Return milliseconds of processor time for each part; training in seconds as well."""
    return {
        "screen, first reading": _screening(second=False),
        "screen, both readings": _screening(second=True),
        "an answer": _answers(),
        "loading the protocol set": _loading(),
        "a decision": _deciding(),
        "training from nothing": _training(),
    }


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _over(works: Iterable[Callable[[], object]]) -> dict[str, float]:
    return milliseconds([_timed(work) for work in works])


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for file in sorted(OPEN.glob(name)) for line in file.open()]


def _screening(*, second: bool) -> dict[str, float]:
    from afterdose.language.screen import screen

    texts = [(t["text"], t["language"]) for t in _lines("*_openings.*.jsonl")]
    for text, language in texts[:200]:
        screen(text, language, second=second)
    return _over(partial(screen, *text, second=second) for text in texts)


def _answers() -> dict[str, float]:
    from afterdose.evaluation.readings import understood

    lines = _lines("*_answers.jsonl")
    for line in lines[:50]:
        understood(line)
    return _over(partial(understood, line) for line in lines)


def _loading() -> dict[str, float]:
    from afterdose.triage.load import load_protocols

    load_protocols(ROOT / "data" / "protocols")
    return _over([partial(load_protocols, ROOT / "data" / "protocols")] * TIMES)


def _deciding() -> dict[str, float]:
    from afterdose.triage.decide import decide
    from afterdose.triage.load import load_protocols
    from tests.rasa.talk import CONTEXT

    ps = load_protocols(ROOT / "data" / "protocols")
    answers = {"G0": "no", "B1": "no", "B2": ["none"], "B3": "no", "B4": ["gum"], "B6": "no"}
    decide(ps, ["bleeding"], answers, CONTEXT)
    return _over([partial(decide, ps, ["bleeding"], answers, CONTEXT)] * TIMES)


def _training() -> dict[str, float]:
    """Train into a folder of its own, without what Rasa keeps of an earlier training."""
    import tempfile

    python = ROOT / "runtimes" / "rasa" / ".venv" / "bin" / "python"
    with tempfile.TemporaryDirectory(prefix="afterdose-train-") as folder:
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        words = [str(python), "-m", "rasa", "train", "--force", "--out", folder, "--quiet"]
        subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "seconds": round(time.monotonic() - began, 1),
            "processor seconds": round(
                used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime, 1
            ),
        }
