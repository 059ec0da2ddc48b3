"""The second, statistical reading of a text: may only raise what the words alone left at none.

A linear model on the sentence's meaning, trained on our own examples by `make train`
(afterdose/rasa/train_second_reading.py). It hears what no entry of the lexicon says, and never
lowers what an entry said. docs/decisions/0015-understanding-by-meaning.md has its figures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from afterdose.language.embedding import DIMENSIONS, EmbeddingError, embed, encoder, fingerprint
from afterdose.language.findings import Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "general.second_reading"
FILE = Path(__file__).resolve().parents[2] / "models" / "second_reading.json"

# Of these findings the first reading has understood that they are no danger now.
SETTLED = ("negated", "past", "idiom")


class SecondReadingError(ValueError):
    """The model file is missing or cannot be used; the message says which and why."""


@dataclass(frozen=True)
class SecondReading:
    """Weights of a sentence vector's numbers, and the probability from which a text is asked."""

    weights: NDArray[np.float32]
    bias: float
    threshold: float

    def danger(self, text: str) -> float:
        """Return the probability, 0 to 1, that the text tells of a possible red flag."""
        return 1 / (1 + math.exp(-float(embed([text])[0] @ self.weights) - self.bias))

    def doubt(self, text: str, findings: Sequence[Finding]) -> Finding | None:
        """Return a finding of level check if the text sounds dangerous, whatever its words.

        `findings` are all that the first reading found. The status is hypothetical: the gate is
        asked, and no rule takes it for a sign that is there.
        """
        left = unexplained(text, findings)
        if not any(sign.isalpha() for sign in left) or self.danger(left) < self.threshold:
            return None
        return Finding(NAME, (0, len(text)), "hypothetical", "check", "general", names_area=False)


def unexplained(text: str, findings: Sequence[Finding]) -> str:
    """Take out the words that the first reading settled: "no chest pain, only a cough"."""
    settled = [f.span for f in findings if f.status in SETTLED]
    left = (" " if any(a <= at < z for a, z in settled) else sign for at, sign in enumerate(text))
    return " ".join("".join(left).split())


@cache
def second_reading() -> SecondReading | None:
    """Return the trained reading; None if it cannot be used, and the screen goes on without it."""
    try:
        encoder()
        return read_model(FILE)
    except (SecondReadingError, EmbeddingError):
        return None


def second_reading_missing() -> str | None:
    """Say in one line why there is no second reading; None if there is one."""
    try:
        encoder()
        read_model(FILE)
    except (SecondReadingError, EmbeddingError) as error:
        return str(error)
    return None


def read_model(file: Path) -> SecondReading:
    """Read the model that `make train` wrote; raises SecondReadingError naming file and field."""
    try:
        told = json.loads(file.read_text("utf-8"))
        weights = np.asarray(told["weights"], dtype=np.float32)
        read = SecondReading(weights, float(told["bias"]), float(told["threshold"]))
        encoded_by = told["encoder"]
    except OSError as error:
        raise SecondReadingError(f"{file.name} is missing: make train") from error
    except (ValueError, TypeError, KeyError) as error:
        raise SecondReadingError(f"{file.name} cannot be read: {error}") from error
    if encoded_by != fingerprint():
        raise SecondReadingError(f"{file.name}: encoder is not the one installed: make train")
    if weights.shape != (DIMENSIONS,):
        raise SecondReadingError(f"{file.name}: weights must be {DIMENSIONS} numbers")
    return read
