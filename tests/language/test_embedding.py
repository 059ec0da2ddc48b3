"""Sentences as vectors: near when they mean the same, and only from the pinned encoder."""

import numpy as np
import pytest

from afterdose.language import embedding
from afterdose.language.embedding import DIMENSIONS, EmbeddingError, check_files, embed


def nearness(one: str, other: str) -> float:
    first, second = embed([one, other])
    return float(first @ second)


def test_each_text_has_one_vector_of_length_one():
    vectors = embed(["my gums bleed", "", "🙂", "x" * 1600])
    assert vectors.shape == (4, DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_a_text_has_the_same_vector_alone_and_among_others():
    alone = embed(["tengo fiebre"])[0]
    assert np.allclose(embed(["hola", "tengo fiebre"])[1], alone, atol=1e-4)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("my heart is racing", "el corazón me late muy rápido"),
        ("I have a fever", "tengo fiebre"),
        ("my eyes turned yellow", "se me pusieron amarillos los ojos"),
    ],
)
def test_the_same_complaint_is_near_in_both_languages(english, spanish):
    assert nearness(english, spanish) > nearness(english, "¿a qué hora abren mañana?") + 0.2


def test_capitals_and_curly_apostrophes_make_no_difference():
    assert np.allclose(*embed(["I CAN\u2019T SEE", "i can't see"]), atol=1e-4)


def test_other_files_than_the_pinned_ones_are_refused_by_name(tmp_path):
    (tmp_path / "weights.npz").write_bytes(b"another model")
    with pytest.raises(EmbeddingError, match=r"weights\.npz .* not the one that is pinned"):
        check_files(tmp_path)


def test_a_missing_file_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(embedding, "FILES", {"sp.model": "0" * 64})
    with pytest.raises(EmbeddingError, match=r"sp\.model .* cannot be read"):
        check_files(tmp_path)
