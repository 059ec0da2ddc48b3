"""Where the words of an option stand in a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from afterdose.language.choice import Choice
from afterdose.language.clause import Clause
from afterdose.language.context import read
from afterdose.language.lexicon import Lexicon, lexicon
from afterdose.language.normalise import Token
from afterdose.language.stems import stem
from afterdose.language.wordlists import words_of

_TELLING_LENGTH = 4
_DENYING = frozenset(words_of("no not cannot never nunca ni sin without"))
_SHORT = {
    **dict.fromkeys(words_of("izq izqda izqd"), "izquierda"),
    **dict.fromkeys(words_of("der dcha drch"), "derecha"),
    "lft": "left",
    "rt": "right",
}
HARMLESS = frozenset({"none", "no", "normal"})
"""Options that deny what is asked for."""


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
    said = [stem(_SHORT.get(t.text, t.text)) for t in tokens]
    return [(n, n + size) for n in starts if tuple(said[n : n + size]) == stems]


def add_telling(
    words: Lexicon,
    tokens: Sequence[Token],
    spoken: Mapping[str, Sequence[tuple[str, ...]]],
    places: dict[str, set[tuple[int, int]]],
) -> None:
    """Add where one telling word of a label is enough: "gums" for "bleeding gums"."""
    common = [w for own in spoken.values() for w in {w for p in own for w in p}]
    taken = {n for of_one in places.values() for first, end in of_one for n in range(first, end)}
    denies = any(t.text in _DENYING for t in tokens)
    for id_, own in spoken.items():
        # "breathing" of "breathing is fine" does not say that it is.
        if id_ in HARMLESS:
            continue
        # The "orino" of "no orino" says the opposite alone, but the "cuff" of the label "no cuff".
        fit = (p for n, p in enumerate(own) if n == 0 or denies or not _DENYING & {*p})
        telling = {w for p in fit for w in p if len(w) >= _TELLING_LENGTH}
        for word in telling:
            if common.count(word) == 1 and not _weak(words, word):
                places[id_] |= {p for p in places_of(tokens, (word,)) if p[0] not in taken}


def longest_of(places: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out what stands inside a longer phrase: "no red dots" denies the dots too."""
    return [
        (first, end)
        for first, end in places
        if not any(f <= first and end <= e and (f, e) != (first, end) for f, e in places)
    ]


def affirmed(words: Lexicon, tokens: Sequence[Token], place: tuple[int, int]) -> bool:
    """Whether an option's words are meant: not denied, past, supposed or only compared with."""
    # "way less than normal" does not pick what it is compared with.
    if any(
        words.cues.length("compared", tokens, place[0] - n) == n for n in (1, 2) if n <= place[0]
    ):
        return False
    return read(Clause(tokens, words, *place)).status not in ("negated", "past", "hypothetical")


def _weak(words: Lexicon, word: str) -> bool:
    """Whether a word names no option alone: "pain" of "belly pain" says nothing of the belly."""
    return stem(word) in _weak_stems(words.language)


@cache
def _weak_stems(language: str) -> frozenset[str]:
    cues = lexicon(language).cues
    return frozenset(stem(w) for kind in ("joiner", "untelling") for w in cues.words(kind))
