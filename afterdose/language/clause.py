"""The stream of words around a finding, cut where its clause ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token

SENTENCE_ENDS = frozenset({".", "!", "?"})


@dataclass(frozen=True)
class Clause:
    """The stream around one finding: `first` to `end` are its words, the rest its clause."""

    tokens: Sequence[Token]
    lexicon: Lexicon
    first: int
    end: int
    denied: frozenset[int] = frozenset()
    """Ends of findings before it that were negated ("no fever or chills")."""
    denial: bool = True
    """Whether its words may hold a negation of their own ("cannot breathe")."""

    @cached_property
    def start(self) -> int:
        """Where the clause begins."""
        at = self.first
        while at > 0 and not self.cuts(at - 1):
            at -= 1
        return at

    @cached_property
    def stop(self) -> int:
        """Where the clause ends."""
        at = self.end
        while at < len(self.tokens) and not self.cuts(at):
            at += 1
        return at

    @cached_property
    def joined(self) -> int:
        """Where the clauses begin that no mark and no "but" parts from this one."""
        at = self.first
        while at > 0 and self.tokens[at - 1].kind != "mark" and not self.starts("breaks", at - 1):
            at -= 1
        return at

    @cached_property
    def slow(self) -> bool:
        """Whether the sentence tells of days, of heat or of an old symptom, of nothing sudden."""
        told = {
            kind: any(self.starts(kind, at) for at in range(*self.sentence))
            for kind in ("usual", "slow", "sudden", "fresh")
        }
        return not told["sudden"] and (told["usual"] or (told["slow"] and not told["fresh"]))

    @cached_property
    def of_oneself(self) -> bool:
        """Whether the writer is named up to the words, but not as in "my sister", "told me"."""
        return any(self.own(at) for at in range(self.start, self.end))

    def own(self, at: int) -> bool:
        """Whether a place names the writer as who feels it: "she told me that her chest hurts"."""
        told = any(self.starts(kind, at) for kind in ("person", "away")) or self.ends("tells", at)
        return bool(self.starts("first_person", at)) and not told

    @cached_property
    def sentence(self) -> tuple[int, int]:
        """Where the sentence begins and ends: commas and conjunctions do not cut it."""
        first, end = self.first, self.end
        while first > 0 and self.tokens[first - 1].text not in SENTENCE_ENDS:
            first -= 1
        while end < len(self.tokens) and self.tokens[end].text not in SENTENCE_ENDS:
            end += 1
        return first, end

    @cached_property
    def before(self) -> tuple[int, int]:
        """Where the sentence before this one begins and ends."""
        end = self.sentence[0]
        while end > 0 and self.tokens[end - 1].kind == "mark":
            end -= 1
        first = end
        while first > 0 and self.tokens[first - 1].text not in SENTENCE_ENDS:
            first -= 1
        return first, end

    def cuts(self, at: int) -> bool:
        """Say whether a mark or a word ends a clause here."""
        token = self.tokens[at]
        return token.kind == "mark" or token.text in self.lexicon.cuts

    def starts(self, kind: str, at: int) -> int:
        """Length of the longest cue of a kind that begins at a place, 0 if none does."""
        return self.lexicon.cues.length(kind, self.tokens, at)

    def ends(self, kind: str, at: int) -> int:
        """Length of the longest cue of a kind whose last word stands before a place."""
        lengths = (n for n in range(1, 7) if at - n >= self.start)
        return max((n for n in lengths if self.starts(kind, at - n) == n), default=0)

    def holds(self, kind: str, first: int, end: int) -> bool:
        """Say whether a cue of a kind stands between two places."""
        return any(
            0 < self.starts(kind, at) <= end - at
            for at in range(max(first, 0), min(end, self.stop))
        )
