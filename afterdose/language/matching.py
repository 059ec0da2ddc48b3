"""Where the words of a lexicon stand in a text: spaCy's matcher over normalised words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc

from afterdose.language.concepts import Concept
from afterdose.language.lexicon import Lexicon, lexicon
from afterdose.language.normalise import Token
from afterdose.language.patterns import ANY, GAP, NUMBER, Pattern, Slot
from afterdose.language.spans import in_bounds, longest
from afterdose.language.wordlists import words_of

Use = Literal["plain", "idiom", "asked"]

# What the matcher sees of a word outside the lexicon: so patients' words do not pile up
# in spaCy's string store, which never forgets.
OTHER = "x"
# Two kinds of patterns: those that hold a negation themselves, and all others.
DENIAL, PLAIN = "denial", "plain"
# A number: not "#", which spaCy counts among the marks, so that no gap would hold it.
DIGITS = "0"


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
        self.denial = self.vocab.strings.add(DENIAL)
        # "nothing serious but ..." is two things: no gap of a pattern reaches over a "but".
        self.breaks = sorted(lexicon.cues.words("breaks"))
        self.negations = lexicon.cues.words("inner_negation")
        uses = [
            (concept, use, patterns)
            for concept in lexicon.concepts
            for use, patterns in (
                ("plain", concept.patterns),
                ("idiom", concept.idioms),
                ("asked", concept.asked),
            )
            if patterns
        ]
        words = {w for *_, ps in uses for p in ps for s in p.sequences for slot in s for w in slot}
        self.literal = frozenset(
            w for w in (words - {GAP}) | lexicon.cues.words("breaks") if not w.endswith("*")
        )
        self.beginnings = sorted((w[:-1] for w in words if w.endswith("*")), key=len, reverse=True)
        self.searches: list[tuple[Concept, Any, Matcher]] = []
        self.anchors: dict[str, list[int]] = {}
        self.urgent: dict[str, list[int]] = {}
        for concept, use, patterns in uses:
            self._add(concept, use, patterns)

    def find(
        self, tokens: Sequence[Token], *, asked: bool = False, urgent: bool = False
    ) -> list[Match]:
        """Find every concept whose words stand in the text, the longest reading of each.

        `urgent` leaves out what is no emergency.
        """
        words = [self._seen(t) for t in tokens]
        anchors = self.urgent if urgent else self.anchors
        searches = sorted({n for word in set(words) for n in anchors.get(word, ())})
        if not searches:
            return []
        doc = Doc(self.vocab, words=words)
        found: list[Match] = []
        for n in searches:
            concept, use, matcher = self.searches[n]
            if use == "asked" and not asked:
                continue
            spans = {(first, end): kind for kind, first, end in sorted(matcher(doc))}
            found += [
                Match(concept, first, end, use, spans[first, end] == self.denial)
                for first, end in longest(spans)
                if in_bounds(concept, tokens[first:end])
            ]
        return sorted(found, key=lambda m: (m.first, m.end, m.concept.name))

    def _add(self, concept: Concept, use: Any, patterns: Iterable[Pattern]) -> None:
        matcher = Matcher(self.vocab)
        anchors: set[str] = set()
        specs: dict[str, list[Any]] = {}
        for pattern in patterns:
            for sequence in pattern.sequences:
                slots = [self._slot(slot) for slot in sequence]
                kind = DENIAL if any(slot & self.negations for slot in slots) else PLAIN
                specs.setdefault(kind, []).append([self._spec(slot) for slot in slots])
                telling: list[Slot] = [s for s in slots if s != ANY]
                anchors |= min(telling, key=_commonness)
        for kind, listed in specs.items():
            matcher.add(kind, listed)
        for word in anchors:
            self.anchors.setdefault(word, []).append(len(self.searches))
            if concept.level == "emergency":
                self.urgent.setdefault(word, []).append(len(self.searches))
        self.searches.append((concept, use, matcher))

    def _slot(self, slot: Slot) -> Slot:
        """Let `bleed*` also stand for the words of the lexicon that begin so."""
        if slot == ANY:
            return slot
        longer = {
            word
            for w in slot
            if w.endswith("*")
            for word in (*self.literal, *(f"{b}*" for b in self.beginnings))
            if word.startswith(w[:-1])
        }
        if NUMBER in slot:
            longer |= {DIGITS, *(w for w in self.literal if w.isdigit())}
        return slot | longer

    def _spec(self, slot: Slot) -> dict[str, Any]:
        if slot == ANY:
            return {"IS_PUNCT": False, "ORTH": {"NOT_IN": self.breaks}}
        return {"ORTH": {"IN": sorted(slot)} if len(slot) > 1 else next(iter(slot))}

    def _seen(self, token: Token) -> str:
        if token.kind == "mark" or token.text in self.literal:
            return token.text
        if token.kind == "number":
            return DIGITS
        for beginning in self.beginnings:
            if token.text.startswith(beginning):
                return f"{beginning}*"
        return OTHER


@cache
def finder(language: str) -> Finder:
    """Return the finder of a language, made once."""
    return Finder(lexicon(language))


_FREQUENT = frozenset(
    words_of("""i my me a the is are am im it its of in to on no not and have has had cannot got get
    one up so out off or de la el los las mi en que un una se es esta estoy tengo y""")
)


def _commonness(slot: AbstractSet[str]) -> tuple[int, int, str]:
    """Order slots so that the rarest words trigger the search."""
    return (len(slot & _FREQUENT), -min(len(w) for w in slot), min(slot))
