"""Where the words of a lexicon stand in a text: spaCy's matcher over normalised words."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import spacy
from spacy.tokens import Doc

from afterdose.language.concepts import Concept
from afterdose.language.lexicon import Lexicon, lexicon
from afterdose.language.normalise import Token
from afterdose.language.patterns import ANY, GAP, NUMBER, Pattern, Slot
from afterdose.language.searches import Index, Search, Use, split
from afterdose.language.spans import in_bounds, longest

# What the matcher sees of a word outside the lexicon: so patients' words do not pile up
# in spaCy's string store, which never forgets.
OTHER = "x"
# A number: not "#", which spaCy counts among the marks, so that no gap would hold it.
DIGITS = "0"
LAST = chr(sys.maxunicode)  # sorts after every letter


@dataclass(frozen=True)
class Match:
    """Words `first` to `end` (exclusive) of the stream tell a concept."""

    concept: Concept
    first: int
    end: int
    use: Use
    denial: bool = False
    """Whether the pattern itself holds a negation: "cannot breathe", "not peed"."""


class Finder:
    """All concepts of one language, ready to be looked for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.vocab = spacy.blank(lexicon.language).vocab
        # "nothing serious but ..." is two things: no gap of a pattern reaches over a "but".
        self.breaks = tuple(sorted(lexicon.cues.words("breaks")))
        self.negations = lexicon.cues.words("inner_negation")
        uses: list[tuple[Concept, Use, tuple[Pattern, ...]]] = []
        for concept in lexicon.concepts:
            uses.append((concept, "plain", concept.patterns))
            uses.append((concept, "idiom", concept.idioms))
            uses.append((concept, "asked", concept.asked))
        words = {w for *_, ps in uses for p in ps for s in p.sequences for slot in s for w in slot}
        self.literal = frozenset(w for w in {*words, *self.breaks} - {GAP} if not w.endswith("*"))
        self.beginnings = sorted((w[:-1] for w in words if w.endswith("*")), key=len, reverse=True)
        self.any_beginning = tuple(self.beginnings)
        self._sorted = sorted([*self.literal, *(f"{b}*" for b in self.beginnings)])
        self.index, self.urgent = Index(), Index()
        self._slots: dict[Slot, Slot] = {}
        for concept, use, patterns in uses:
            for pattern in patterns:
                self._add(concept, use, pattern)

    def find(
        self, tokens: Sequence[Token], *, asked: bool = False, urgent: bool = False
    ) -> list[Match]:
        """Find every concept whose words stand in the text, the longest reading of each.

        `urgent` leaves out what is no emergency.
        """
        words = [self._seen(t) for t in tokens]
        searches = list((self.urgent if urgent else self.index).of(frozenset(words)))
        if not searches:
            return []
        doc = Doc(self.vocab, words=words)
        spans: dict[tuple[int, Use], dict[tuple[int, int], Search]] = {}
        for search, ways in searches:
            if search.use != "asked" or asked:
                told = spans.setdefault((id(search.concept), search.use), {})
                # A line that holds a negation comes last, and counts where both stand.
                told.update(dict.fromkeys(search.spans(doc, self.vocab, ways), search))
        found = [
            Match(told[place].concept, *place, told[place].use, told[place].denial)
            for told in spans.values()
            # Bounds first: of "pulse 110 oxygen 85" the words "110 oxygen" hide no "oxygen 85".
            for place in longest(p for p in told if in_bounds(told[p].concept, tokens[p[0] : p[1]]))
        ]
        return sorted(found, key=lambda m: (m.first, m.end, m.concept.name))

    def _add(self, concept: Concept, use: Use, pattern: Pattern) -> None:
        sequences = [tuple(self._slot(slot) for slot in s) for s in pattern.sequences]
        for denial, part in sorted(split(sequences, self.negations).items()):
            search = Search(concept, use, denial, tuple(part), self.breaks)
            self.index.add(search)
            if concept.level == "emergency":
                self.urgent.add(search)

    def _slot(self, slot: Slot) -> Slot:
        """Let `bleed*` also stand for the words of the lexicon that begin so."""
        if slot == ANY:
            return slot
        if slot in self._slots:
            return self._slots[slot]
        longer = {word for w in slot if w.endswith("*") for word in self._beginning(w[:-1])}
        if NUMBER in slot:
            longer |= {DIGITS, *(w for w in self.literal if w.isdigit())}
        self._slots[slot] = slot | longer
        return self._slots[slot]

    def _beginning(self, start: str) -> list[str]:
        words = self._sorted
        return words[bisect_left(words, start) : bisect_left(words, f"{start}{LAST}")]

    def _seen(self, token: Token) -> str:
        if token.kind == "mark" or token.text in self.literal:
            return token.text
        if token.kind == "number":
            return DIGITS
        if not token.text.startswith(self.any_beginning):
            return OTHER
        return next(f"{b}*" for b in self.beginnings if token.text.startswith(b))


@cache
def finder(language: str) -> Finder:
    """Return the finder of a language, made once."""
    return Finder(lexicon(language))
