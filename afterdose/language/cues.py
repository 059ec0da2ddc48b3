"""Cue phrases of the context rules, found word by word outside spaCy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from afterdose.language.normalise import Token
from afterdose.language.patterns import ANY, NUMBER, Pattern, PatternError, Sequence_, fits


class Cues:
    """The phrases of each kind, by the word they begin with."""

    def __init__(self, kinds: Mapping[str, Iterable[Pattern]]) -> None:
        self._kinds: dict[str, dict[str, list[Sequence_]]] = {}
        for kind, patterns in kinds.items():
            heads = self._kinds.setdefault(kind, {})
            for pattern in patterns:
                for sequence in pattern.sequences:
                    if sequence[0] == ANY or any(w.endswith("*") for w in sequence[0]):
                        raise PatternError(f"the cue {pattern.source!r} begins with no plain word")
                    for word in sequence[0]:
                        heads.setdefault(word, []).append(sequence)

    def words(self, kind: str) -> frozenset[str]:
        """The single words of a kind."""
        return frozenset(
            word
            for heads in self._kinds[kind].values()
            for sequence in heads
            if len(sequence) == 1
            for word in sequence[0]
        )

    def length(self, kind: str, tokens: Sequence[Token], at: int) -> int:
        """Length of the longest phrase of a kind that begins at a place, 0 if none does."""
        if not 0 <= at < len(tokens):
            return 0
        token = tokens[at]
        heads = self._kinds[kind]
        begun = heads.get(token.text, [])
        if token.kind == "number":
            begun = begun + heads.get(NUMBER, [])
        longest = 0
        for sequence in begun:
            end = at + len(sequence)
            if longest < len(sequence) and end <= len(tokens):
                pairs = zip(tokens[at:end], sequence, strict=True)
                if all(fits(t.text, slot) for t, slot in pairs):
                    longest = len(sequence)
        return longest
