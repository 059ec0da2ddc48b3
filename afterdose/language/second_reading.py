"""The second, statistical reading of a text: may only raise what the words alone left at none.

A support vector machine on the sentence's meaning, trained on our own examples by `make train`
(afterdose/rasa/train_second_reading.py): a text is held against the examples that lie at the
border between danger and none. It hears what no entry of the lexicon says, and never lowers what
an entry said. docs/decisions/0015-understanding-by-meaning.md has its figures.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
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
    """Examples at the border, and the danger from which a text is asked about."""

    examples: NDArray[np.float32]
    """Vectors of the examples, one a row (number of examples × DIMENSIONS)."""
    weights: NDArray[np.float32]
    """What each example says: positive of danger, negative of none."""
    width: float
    """How fast an example's say fades with the squared distance from it."""
    bias: float
    threshold: float

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """The squared length of each example."""
        squared: NDArray[np.float32] = (self.examples**2).sum(axis=1)
        return squared

    def danger(self, text: str) -> float:
        """Return how dangerous a text sounds, 0 to 1; at 0.5 it lies on the border."""
        return sounds(embed([text]), self)[0]

    def doubt(self, text: str, findings: Sequence[Finding]) -> Finding | None:
        """Return a finding of level check if the text sounds dangerous, whatever its words.

        `findings` are all that the first reading found. The status is hypothetical: the gate is
        asked, and no rule takes it for a sign that is there.
        """
        left = unexplained(text, findings)
        if not any(sign.isalpha() for sign in left) or self.danger(left) < self.threshold:
            return None
        return Finding(NAME, (0, len(text)), "hypothetical", "check", "general", names_area=False)


def sounds(vectors: NDArray[np.float32], reading: SecondReading) -> list[float]:
    """Return how dangerous texts sound, 0 to 1, from their vectors (texts × DIMENSIONS)."""
    lengths = (vectors**2).sum(axis=1)[:, None] + reading.lengths[None, :]
    # Not "@": its threads cost more than they save on one text.
    alike = np.einsum("tn,en->te", vectors, reading.examples)
    distances = np.maximum(lengths - 2 * alike, 0)
    values = np.exp(-reading.width * distances) @ reading.weights + reading.bias
    return [1 / (1 + math.exp(-float(value))) for value in values]


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
        packed = np.frombuffer(base64.b64decode(told["examples"], validate=True), dtype="<f2")
        numbers = (float(told[name]) for name in ("width", "bias", "threshold"))
        read = SecondReading(_rows(packed, len(weights)), weights, *numbers)
        encoded_by = told["encoder"]
    except OSError as error:
        raise SecondReadingError(f"{file.name} is missing: make train") from error
    except (ValueError, TypeError, KeyError) as error:
        raise SecondReadingError(f"{file.name} cannot be read: {error}") from error
    if encoded_by != fingerprint():
        raise SecondReadingError(f"{file.name}: encoder is not the one installed: make train")
    return read


def _rows(packed: NDArray[np.float16], texts: int) -> NDArray[np.float32]:
    if packed.size != texts * DIMENSIONS:
        raise ValueError(f"examples must be {DIMENSIONS} numbers for each of {texts} weights")
    return packed.reshape(texts, DIMENSIONS).astype(np.float32)
