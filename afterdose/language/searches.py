"""What to look for in a text: one search for each line of the lexicon, found by its words.

A line is looked for only where a text holds a word for each place of one of its ways: that
leaves few of the thousands of lines, and spaCy's matcher learns a way when it is first needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from afterdose.language.concepts import Concept
from afterdose.language.patterns import ANY, Sequence_, Slot
from afterdose.language.wordlists import words_of

Use = Literal["plain", "idiom", "asked"]


@dataclass
class Search:
    """One line of a concept: `denial` if it holds a negation itself ("cannot breathe")."""

    concept: Concept
    use: Use
    denial: bool
    sequences: tuple[Sequence_, ...]
    breaks: tuple[str, ...]
    """Words that no gap reaches over."""
    _matcher: Matcher | None = field(default=None, repr=False)
    _learnt: set[int] = field(default_factory=set, repr=False)

    @cached_property
    def ways(self) -> dict[tuple[Slot, ...], list[Sequence_]]:
        """The sequences by their places alone: they differ in the lengths of their gaps."""
        parted: dict[tuple[Slot, ...], list[Sequence_]] = {}
        for sequence in self.sequences:
            parted.setdefault(tuple(s for s in sequence if s != ANY), []).append(sequence)
        return parted

    def spans(self, doc: Doc, vocab: Vocab, ways: AbstractSet[int]) -> list[tuple[int, int]]:
        """Return where the line stands in a text; at least these of its ways are looked for."""
        if self._matcher is None:
            self._matcher = Matcher(vocab, validate=False)
        if new := ways - self._learnt:
            every = list(self.ways.values())
            for n in sorted(new):
                self._matcher.add(str(n), [[self._spec(slot) for slot in s] for s in every[n]])
            self._learnt |= new
        return [(first, end) for _, first, end in self._matcher(doc)]

    def _spec(self, slot: Slot) -> dict[str, Any]:
        if slot == ANY:
            return {"IS_PUNCT": False, "ORTH": {"NOT_IN": list(self.breaks)}}
        return {"ORTH": {"IN": sorted(slot)} if len(slot) > 1 else next(iter(slot))}


class Index:
    """Searches by the rarest word of each way to say their line."""

    def __init__(self) -> None:
        self.searches: list[Search] = []
        self._by_word: dict[str, list[tuple[int, int, tuple[Slot, ...]]]] = {}

    def add(self, search: Search) -> None:
        """Take a search in."""
        for number, way in enumerate(search.ways):
            anchor = min(way, key=_commonness)
            rest = tuple(slot for slot in way if slot is not anchor)
            for word in anchor:
                self._by_word.setdefault(word, []).append((len(self.searches), number, rest))
        self.searches.append(search)

    def of(self, words: AbstractSet[str]) -> Iterator[tuple[Search, set[int]]]:
        """Yield the searches, and which of their ways have a word for every place among these."""
        found: dict[int, set[int]] = {}
        for word in words:
            for n, way, rest in self._by_word.get(word, ()):
                if not any(slot.isdisjoint(words) for slot in rest):
                    found.setdefault(n, set()).add(way)
        for n in sorted(found):
            yield self.searches[n], found[n]


def split(sequences: Iterable[Sequence_], negations: AbstractSet[str]) -> dict[bool, Sequence[Any]]:
    """Part the ways to say a line into those that hold a negation and those that do not."""
    parts: dict[bool, list[Sequence_]] = {}
    for sequence in sequences:
        denial = any(slot & negations for slot in sequence)
        parts.setdefault(denial, []).append(sequence)
    return dict(parts)


_FREQUENT = frozenset(
    words_of("""i my me a the is are am im it its of in to on no not and have has had cannot got get
    one up so out off or de la el los las mi en que un una se es esta estoy tengo y""")
)


@cache
def _commonness(slot: Slot) -> tuple[int, int, str]:
    """Order slots so that the rarest words trigger the search."""
    return (len(slot & _FREQUENT), -min(len(w) for w in slot), min(slot))
