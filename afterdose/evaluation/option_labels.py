"""The options of a record's own wording, under the ids that the protocols give them."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.choice import Choice
from afterdose.language.option_words import HARMLESS
from afterdose.language.phrases import tokens_of
from afterdose.language.plain_choices import RATHER_NOT
from afterdose.language.stems import stem
from afterdose.language.whole_texts import refuses
from afterdose.language.wordlists import words_of

LEAST = 0.4
"""Share of the words that two labels of one option have in common."""
_EMPTY = frozenset(words_of("a an the or of in on at my your i la el los las o de del en mi su al"))
_NONE = frozenset(words_of("none nada ninguno ninguna no not never nothing neither"))
_YES_NO = {"yes": "yes", "si": "yes", "no": "no"}
_NORMAL = frozenset(words_of("normal regular usual always siempre"))


def protocol_ids(given: Sequence[Choice], known: Sequence[Choice], language: str) -> list[str]:
    """Return an id for each option: the one of the protocol's option that its label names.

    Without such an option it keeps its own, but a plain one is `yes`, `no`, `none` or `normal`.
    """
    pairs = sorted(
        (
            (_alike(label(one, language), other, language), at, n)
            for at, one in enumerate(given)
            for n, other in enumerate(known)
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    ids: dict[int, str] = {}
    for alike, at, n in pairs:
        if alike >= LEAST and at not in ids and known[n].id not in ids.values():
            ids[at] = known[n].id
    for at, one in enumerate(given):
        own = _plain(label(one, language), known, language)
        if at not in ids and own is not None and own not in ids.values():
            ids[at] = own
    return [ids.get(at, one.id) for at, one in enumerate(given)]


def label(choice: Choice, language: str) -> str:
    """Give the label of an option in a language, or its id."""
    for key in (language, ""):
        if choice.phrases.get(key):
            return choice.phrases[key][0]
    return choice.id


def _alike(text: str, other: Choice, language: str) -> float:
    own = _stems(text, language)
    spoken = (*other.phrases.get(language, ()), other.id.replace("_", " "))
    shares = [
        len(own & its) / len(own | its) for its in (_stems(s, language) for s in spoken) if its
    ]
    return max(shares, default=0.0) if own else 0.0


def _stems(text: str, language: str) -> frozenset[str]:
    _, tokens = tokens_of(text, language)
    return frozenset(stem(t.text) for t in tokens if t.kind != "mark" and t.text not in _EMPTY)


def _plain(text: str, known: Sequence[Choice], language: str) -> str | None:
    """Name an option that answers plainly: "not breathless" is the `no` of its question."""
    _, tokens = tokens_of(text, language)
    said = [t.text for t in tokens if t.kind != "mark"]
    ids = [c.id for c in known if c.id in HARMLESS]
    if refuses(text, language):
        return RATHER_NOT
    if len(said) == 1 and said[0] in _YES_NO:
        return _YES_NO[said[0]]
    if said[:1] and said[0] in _NONE:
        return ids[0] if ids else "none"
    return (ids[0] if ids else "normal") if _NORMAL & set(said) else None
