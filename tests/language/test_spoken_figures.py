"""Spanish figures that are spelled out stand as numbers for the patterns."""

from __future__ import annotations

import pytest

from afterdose.language.lexicon import lexicon
from afterdose.language.spoken_figures import in_figures


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ciento cuarenta y cinco pulsaciones", "145 pulsaciones"),
        ("ciento doce", "112"),
        ("treinta y ocho de pulso", "38 de pulso"),
        ("doscientos con ciento veinte", "200 con 120"),
        ("de cero a cien", "de cero a cien"),
        ("en los treinta y dos toallas", "en los 32 toallas"),
        ("cuarenta y tantos", "cuarenta y tantos"),
        ("ciento", "ciento"),
        ("treinta y", "treinta y"),
    ],
)
def test_only_a_whole_figure_is_joined(text: str, words: str) -> None:
    tokens = lexicon("es").normaliser.tokens(text)
    assert " ".join(t.text for t in in_figures(tokens)) == words


def test_a_joined_figure_knows_where_it_stood() -> None:
    text = "pulso ciento cuarenta y cinco"
    (_, figure) = in_figures(lexicon("es").normaliser.tokens(text))
    assert text[figure.start : figure.end] == "ciento cuarenta y cinco"
