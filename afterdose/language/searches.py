"""What to look for in a text: one search for each line of the lexicon, found by its words.

A line is looked for only where a text holds a word for each of its places: that leaves few of
the thousands of lines, and spaCy's matcher is made for a line when it is first needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
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

    def spans(self, doc: Doc, vocab: Vocab) -> list[tuple[int, int]]:
        """Return where the line stands in a text."""
        if self._matcher is None:
            self._matcher = Matcher(vocab)
            self._matcher.add("line", [[self._spec(slot) for slot in s] for s in self.sequences])
        return [(first, end) for _, first, end in self._matcher(doc)]

    def _spec(self, slot: Slot) -> dict[str, Any]:
        if slot == ANY:
            return {"IS_PUNCT": False, "ORTH": {"NOT_IN": list(self.breaks)}}
        return {"ORTH": {"IN": sorted(slot)} if len(slot) > 1 else next(iter(slot))}


class Index:
    """Searches by the rarest word of each way to say their line."""

    def __init__(self) -> None:
        self.searches: list[Search] = []
        self._by_word: dict[str, list[tuple[int, tuple[Slot, ...]]]] = {}

    def add(self, search: Search) -> None:
        """Take a search in."""
        ways = {tuple(slot for slot in s if slot != ANY) for s in search.sequences}
        for way in ways:
            anchor = min(way, key=_commonness)
            rest = tuple(slot for slot in way if slot is not anchor)
            for word in anchor:
                self._by_word.setdefault(word, []).append((len(self.searches), rest))
        self.searches.append(search)

    def of(self, words: AbstractSet[str]) -> Iterator[Search]:
        """Yield the searches whose every place has a word among these."""
        found = {
            n
            for word in words
            for n, rest in self._by_word.get(word, ())
            if not any(slot.isdisjoint(words) for slot in rest)
        }
        for n in sorted(found):
            yield self.searches[n]


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


def _commonness(slot: AbstractSet[str]) -> tuple[int, int, str]:
    """Order slots so that the rarest words trigger the search."""
    return (len(slot & _FREQUENT), -min(len(w) for w in slot), min(slot))
