"""Training the second reading: `python -m afterdose.rasa.train_second_reading`, by `make train`.

It stands in Rasa's runtime because scikit-learn is there; the worker reads the result, examples
with their weights, with numpy alone.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import SVC

from afterdose.language.embedding import embed, fingerprint
from afterdose.language.screen import screen
from afterdose.language.second_reading import FILE, unexplained
from afterdose.rasa.danger_examples import NOT_DANGEROUS, Example, examples

ROOT = Path(__file__).resolve().parents[2]

# At most this share of the texts of a kind that tell of no danger may be asked about for it.
FALSE_ALARMS = {"opening": 0.04, "answer": 0.025, "harmless": 0.005}
FOLDS = 5
AT_A_TIME = 200  # texts
STRENGTH = 3.0  # of the fit
WIDTH = 1.0
# Whole texts, as patients send them, teach more than the short lines that were written for tests.
WEIGHTS = {"opening": 1.0, "harmless": 1.0, "answer": 1.0, "written": 0.5}


def train(known: Sequence[Example]) -> dict[str, Any]:
    """Fit the model and choose its threshold on texts that each fold had not seen.

    Returns the model file's content: examples, weights, width, bias, threshold, encoder, and the
    figures.
    """
    levels, vectors = read(known)
    dangerous = np.array([e.level != NOT_DANGEROUS for e in known])
    alike = rbf_kernel(vectors, gamma=WIDTH)
    model = SVC(C=STRENGTH, kernel="precomputed", class_weight="balanced")
    # Folds by level and kind, so that each holds its share of everything.
    strata = np.array([f"{e.level} {e.kind}" for e in known])
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(alike, strata)
    fit = {"sample_weight": np.array([WEIGHTS[e.kind] for e in known])}
    values = cross_val_predict(
        model, alike, dangerous, cv=list(folds), method="decision_function", fit_params=fit
    )
    unseen = 1 / (1 + np.exp(-values))
    heard = np.array([level != NOT_DANGEROUS for level in levels])
    threshold = threshold_of(known, unseen, heard)
    model.fit(alike, dangerous, **fit)
    packed = vectors[model.support_].astype("<f2").tobytes()
    return {
        "encoder": fingerprint(),
        "examples": base64.b64encode(packed).decode("ascii"),
        "weights": [round(float(w), 6) for w in model.dual_coef_[0]],
        "width": WIDTH,
        "bias": round(float(model.intercept_[0]), 6),
        "threshold": threshold,
        "figures": figures(known, unseen >= threshold, heard),
    }


def read(known: Sequence[Example]) -> tuple[list[str], Any]:
    """Return each text's level by the words alone, and its vector; on all processors."""
    parts = [known[n : n + AT_A_TIME] for n in range(0, len(known), AT_A_TIME)]
    embed(["ready"])  # loaded once, before the processes part
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as processes:
        done = list(processes.map(_read_part, parts))
    return [level for levels, _ in done for level in levels], np.concatenate([v for _, v in done])


def _read_part(part: Sequence[Example]) -> tuple[list[str], Any]:
    first = [screen(e.text, e.language, second=False) for e in part]
    left = [unexplained(e.text, s.findings) for e, s in zip(part, first, strict=True)]
    return [s.level for s in first], np.asarray(embed(left))


def threshold_of(known: Sequence[Example], unseen: Any, heard: Any) -> float:
    """Return the lowest danger at which false alarms of each kind stay within FALSE_ALARMS."""
    highest = 0.0
    for kind, share in FALSE_ALARMS.items():
        safe = np.array([e.level == NOT_DANGEROUS and e.kind == kind for e in known])
        allowed = int(share * safe.sum())
        alarming = sorted(unseen[safe & ~heard], reverse=True)[allowed:]
        highest = max([highest, *alarming[:1]])
    return round(float(highest or 0.5) + 1e-4, 4)


def figures(known: Sequence[Example], raised: Any, heard: Any) -> dict[str, str]:
    """Count what would rise, of what the words alone left at none, per level and kind."""
    counted = {}
    for name in sorted({f"{e.kind} {e.level}" for e in known}):
        of = np.array([f"{e.kind} {e.level}" == name for e in known])
        quiet = of & ~heard
        counted[name] = f"{(raised & quiet).sum()} of {quiet.sum()} unheard, {of.sum()} in all"
    return counted


def main() -> None:
    """Train on the examples of this project and write the model file whole or not at all."""
    made = train(examples(ROOT))
    FILE.parent.mkdir(exist_ok=True)
    waiting = FILE.with_suffix(".part")
    waiting.write_text(json.dumps(made), "utf-8")
    waiting.replace(FILE)
    print(f"second reading: threshold {made['threshold']}", file=sys.stderr)
    for name, figure in made["figures"].items():
        print(f"  {name}: {figure}", file=sys.stderr)


if __name__ == "__main__":
    main()
