"""Where the words of an option stand in a text."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.choice import Choice
from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token
from afterdose.language.stems import stem


def spoken_words(words: Lexicon, choice: Choice, language: str) -> list[tuple[str, ...]]:
    """Return the phrases that mean an option in a language, as normalised words."""
    texts = dict.fromkeys((*choice.phrases.get(language, ()), *choice.phrases.get("", ())))
    read_ = (words.normaliser.tokens(t, correct=False) for t in texts)
    return [tuple(t.text for t in tokens if t.kind != "mark") for tokens in read_]


def places_of(tokens: Sequence[Token], phrase: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where a phrase stands, first and end, whatever the endings of its words."""
    size = len(phrase)
    starts = range(len(tokens) - size + 1) if size else range(0)
    stems = tuple(stem(w) for w in phrase)
    return [
        (n, n + size) for n in starts if tuple(stem(t.text) for t in tokens[n : n + size]) == stems
    ]
