"""A text as a stream of normalised words that know where they stood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from afterdose.language.folding import IN_WORD, fold, shortened
from afterdose.language.spelling import Speller

Kind = Literal["word", "number", "mark"]

_LETTER = rf"(?:[^\W\d_]|[{IN_WORD}])"
# A body temperature's one decimal may stand after another mark: 37'9, 37º9, 37-8.
_DEGREES = r"(?:3[5-9]|4[0-2]|9[5-9]|10[0-8])"
_POINT = r"['’‘`´ʼ°º˚*_:;\-–—]"
_TOKEN = re.compile(
    rf"(?P<number>(?<![\d.,]){_DEGREES}{_POINT}\d(?![\d.,]*\d)|\d+(?:[.,]\d+)*)"
    rf"|(?P<word>{_LETTER}+(?:['’‘`´ʼ]{_LETTER}+)*)"
    rf"|(?P<mark>[^\w\s]|_|\n)"
)
_OWNED = re.compile(r"(.+)['’‘`´ʼ][sS]")
_OTHER_POINT = re.compile(rf",|{_POINT}")
_MARKS = {"?": "?", "!": "!", ".": ".", ";": ".", "\n": ".", ":": ":", "-": "-", "–": "-", "—": "-"}


@dataclass(frozen=True)
class Token:
    """One normalised word, number or mark, and its place in the text as it came."""

    text: str
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Normaliser:
    """What a language does to words: fixed spellings, merged pairs, corrected slips."""

    spellings: Mapping[str, tuple[str, ...]]
    merges: Mapping[tuple[str, ...], str]
    speller: Speller
    confusables: Mapping[str, str] = field(default_factory=dict)
    """Words that may be a slip for another word ("cat" for "cant"), and that word."""

    @cached_property
    def longest_merge(self) -> int:
        """Words of the longest phrase that is read as one."""
        return max(map(len, self.merges), default=0)

    def tokens(
        self, text: str, *, correct: bool = True, guess: Mapping[int, str] | None = None
    ) -> list[Token]:
        """Split and normalise any text; `correct` also mends slips of the keyboard.

        `guess` replaces the words that begin at some places (see `guesses`).
        """
        guess = guess or {}
        found: list[Token] = []
        for match in _TOKEN.finditer(text):
            start, end = match.span()
            if match["number"]:
                number = _OTHER_POINT.sub(".", match["number"])
                found.append(Token(number, start, end, "number"))
            elif match["word"]:
                for word in self._words(guess.get(start, match["word"]), correct):
                    found.append(Token(word, start, end, "word"))
            elif not _joins(text, start):
                found.append(Token(_MARKS.get(match["mark"], ","), start, end, "mark"))
        return self._merge(found)

    def guesses(self, text: str, most: int) -> list[dict[int, str]]:
        """List other readings of unknown words: `ont` may be "not" or "out" or "one".

        Each is given as place → word; a letter may also stand on the wrong side of a space
        ("can tbreathe"). What may be a slip for a word of danger is tried first, all at once.
        At most `most` readings.
        """
        found: list[dict[int, str]] = []
        spans = [(m.start(), fold(m.group())) for m in _TOKEN.finditer(text) if m["word"]]
        confused = {at: self.confusables[w] for at, w in spans if w in self.confusables}
        if confused:
            found.append(confused)
        for n, (start, word) in enumerate(spans):
            if self.speller.knows(word):
                continue
            if n:
                before, previous = spans[n - 1]
                for left, right in (
                    (previous + word[:1], word[1:]),
                    (previous[:-1], previous[-1:] + word),
                ):
                    if self.speller.knows(left) and self.speller.knows(right):
                        found.append({before: left, start: right})
            if n + 1 < len(spans):
                after, following = spans[n + 1]
                for left, right in (
                    (word + following[:1], following[1:]),
                    (word[:-1], word[-1:] + following),
                ):
                    if self.speller.knows(left) and self.speller.knows(right):
                        found.append({start: left, after: right})
            found += [{start: near} for near in self.speller.near(word)]
        return found[:most]

    def _words(self, raw: str, correct: bool) -> Sequence[str]:
        # With its accent "sí" is yes, without it may be "if".
        if raw.casefold() in self.spellings:
            return self.spellings[raw.casefold()]
        word = fold(raw)
        if not word:
            return ()
        if word in self.spellings:
            return self.spellings[word]
        # "my throat's closing": else the throat is lost among the plurals.
        if (owned := _OWNED.fullmatch(raw)) and fold(owned[1]) in self.speller.targets:
            word = fold(owned[1])
            return self.spellings.get(word, (word,))
        if self.speller.lists(word):
            return (word,)
        for shorter in shortened(word):
            if shorter in self.spellings:
                return self.spellings[shorter]
            if self.speller.lists(shorter):
                return (shorter,)
        if self.speller.knows(word):
            return (word,)
        if not correct:
            return (word,)
        mended = self.speller.likeliest(word)
        if mended and mended in self.spellings:
            return self.spellings[mended]
        parts = () if mended else self.speller.split(word)
        return tuple(w for p in parts for w in self.spellings.get(p, (p,))) or (mended or word,)

    def _merge(self, tokens: list[Token]) -> list[Token]:
        merged: list[Token] = []
        at = 0
        while at < len(tokens):
            for length in range(min(self.longest_merge, len(tokens) - at), 1, -1):
                joined = self.merges.get(tuple(t.text for t in tokens[at : at + length]))
                if joined:
                    last = tokens[at + length - 1]
                    merged.append(Token(joined, tokens[at].start, last.end, "word"))
                    at += length
                    break
            else:
                merged.append(tokens[at])
                at += 1
        return merged


def _joins(text: str, at: int) -> bool:
    """Say whether a mark holds two words together, as in `one-sided` or `call_me`."""
    return (
        (
            text[at] in "-_‐‑'’*\""
            and 0 < at < len(text) - 1
            and text[at - 1].isalnum()
            and text[at + 1].isalnum()
            # "fever no-chest pain yes": this dash parts an answer from the next symptom.
            and not text[max(0, at - 2) : at].casefold().endswith("no")
        )
        or text[at] in "'’\"“”*`´"
    )
