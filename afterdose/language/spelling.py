"""Slips of the keyboard: one wrong, missing, doubled or swapped letter, and lost spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

# Shorter words have too many neighbours: "pain" and "rain", "neck" and "deck".
SHORTEST_MENDED = 5
# One letter left out of a word of five ("stif") is still told apart.
SHORTEST_SLIP = 4
# Shorter words are only tried beside the others of a pattern (Normaliser.guesses).
SHORTEST_NEAR = 3
SHORTEST_SPLIT = 6
SHORTEST_HEARD = 4


class Speller:
    """Knows the words of a lexicon and the common words that must be left alone.

    spaCy's fuzzy matching came with 3.5, and Rasa holds 3.4.4: so the usual index of
    words with one letter deleted is built here.
    """

    def __init__(
        self,
        targets: Iterable[str],
        beginnings: Iterable[str],
        common: Iterable[str],
        spelled: Iterable[str] = (),
        sounds: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.targets = frozenset(targets)
        self.beginnings = tuple(sorted(beginnings))
        self.common = frozenset(common)
        self.spelled = frozenset(spelled)
        self.sounds = tuple((re.compile(written), heard) for written, heard in sounds)

    def knows(self, word: str) -> bool:
        """Say whether a word is no slip."""
        return self.lists(word) or word.startswith(self.beginnings)

    def lists(self, word: str) -> bool:
        """Say whether the very word is known, not only its beginning ("keepp" of keep*)."""
        return word in self.targets or word in self.common or word in self.spelled

    def mend(self, word: str) -> str | None:
        """Find the lexicon's word that is one slip away and long enough to be sure, or None."""
        sure = (
            t
            for t in self.near(word)
            if t in self.targets
            and len(t) >= SHORTEST_MENDED
            and (len(word) > SHORTEST_SLIP or len(t) > len(word))
        )
        return next(sure, None)

    def likeliest(self, word: str) -> str | None:
        """Find the word that was meant, by its sound or as a slip of the keyboard, or None."""
        # A short word is sooner a slip: "uele" lacks the d of "duele", not the h of "huele".
        if len(word) <= SHORTEST_SLIP:
            return self.mend(word) or self.sound(word)
        return self.sound(word) or self.mend(word)

    def sound(self, word: str) -> str | None:
        """Find the lexicon's word that is spoken alike ("bomitar", "yevo"), or None."""
        if not self.sounds or len(word) < SHORTEST_HEARD:
            return None
        return self._heard.get(self._spoken(word))

    def near(self, word: str) -> list[str]:
        """List the words one slip away, likeliest first: people seldom miss the first key."""
        if len(word) < SHORTEST_NEAR:
            return []
        shapes = (word, *_deletes(word))
        found = {t for shape in shapes for t in self._index.get(shape, ()) if _one_slip(word, t)}
        return sorted(found, key=lambda t: (t[0] != word[0], t))

    def split(self, word: str) -> tuple[str, ...]:
        """Part words that ran together ("cantbreathe"), if all parts are known."""
        if len(word) < SHORTEST_SPLIT:
            return ()
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 14), end):
                before, part = best[start], word[start:end]
                if before is None or not self._part(part):
                    continue
                current = best[end]
                if current is None or len(before) + 1 < len(current):
                    best[end] = (*before, part)
        parts = best[len(word)] or ()
        telling = any(len(p) >= 4 and p in self.targets for p in parts)
        return parts if 2 <= len(parts) <= 4 and telling else ()

    def _spoken(self, word: str) -> str:
        for written, heard in self.sounds:
            word = written.sub(heard, word)
        return word

    @cached_property
    def _heard(self) -> dict[str, str]:
        alike: dict[str, list[str]] = {}
        for target in self.targets:
            if len(target) >= SHORTEST_HEARD and target.isalpha():
                alike.setdefault(self._spoken(target), []).append(target)
        # Two words that sound alike ("casa", "caza") are told apart by their spelling only.
        return {heard: words[0] for heard, words in alike.items() if len(words) == 1}

    def _part(self, part: str) -> bool:
        if len(part) == 1:
            return part == "i"
        if len(part) == 2:
            return part in self.targets
        return part in self.targets or (len(part) > 3 and part in self.common)

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for target in self.targets | self.spelled:
            if len(target) >= SHORTEST_NEAR and target.isalpha():
                for shape in (target, *_deletes(target)):
                    index.setdefault(shape, []).append(target)
        return index


def _deletes(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _one_slip(a: str, b: str) -> bool:
    """Say whether one insertion, deletion, replacement or swap of neighbours parts them."""
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    return a[at + 1 :] == b[at + 1 :] or (
        a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    )
