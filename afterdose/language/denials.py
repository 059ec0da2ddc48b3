"""Plain lists of denied symptoms: one "no" that speaks of all of them.

"no fever, chills, or chest pain" denies the pain; "no fever, chest pain since noon" does not.
A list must hold nothing but symptoms, commas and an "or" before the last, else nothing in it
is denied here: what is doubtful stays present.
"""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.lexicon import Lexicon
from afterdose.language.matching import Match
from afterdose.language.normalise import Token

_ENDS = {".", "!"}
FEWEST = 2


def listed(words: Lexicon, tokens: Sequence[Token], matches: Sequence[Match]) -> list[range]:
    """Return where plain lists of denied symptoms stand, as places of the stream."""
    found: list[range] = []
    first = 0
    for at in range(len(tokens) + 1):
        if at == len(tokens) or _ends(words, tokens, at):
            denied = _list_in(words, tokens, matches, first, at)
            if denied:
                found.append(denied)
            first = at + 1
    return found


def _ends(words: Lexicon, tokens: Sequence[Token], at: int) -> bool:
    # "and" ends no list of denied symptoms: nobody can tell what it joins.
    return tokens[at].text in _ENDS or bool(words.cues.length("list_end", tokens, at))


def _list_in(
    words: Lexicon, tokens: Sequence[Token], matches: Sequence[Match], first: int, end: int
) -> range | None:
    start = first + words.cues.length("list_denial", tokens, first)
    # "no urine, fever or chills" and "no, chest pain or fever" deny no list.
    straddled = any(m.first < start < m.end for m in matches)
    if start in (first, end) or straddled or tokens[start].kind == "mark":
        return None
    items: list[list[int]] = [[]]
    with_or = 0
    for at in range(start, end):
        joins = words.cues.length("or", tokens, at)
        if joins or tokens[at].text == ",":
            if items[-1]:
                items.append([])
            with_or = len(items) if joins else with_or
        elif tokens[at].kind == "mark":
            return None
        else:
            items[-1].append(at)
    if not items[-1]:
        items.pop()
    plain = len(items) >= FEWEST and with_or == len(items)
    if plain and all(_symptom(words, tokens, matches, item) for item in items):
        return range(start, end)
    return None


def _symptom(
    words: Lexicon, tokens: Sequence[Token], matches: Sequence[Match], item: list[int]
) -> bool:
    """Whether an item is nothing but words of symptoms, a determiner aside."""
    while len(item) > 1 and words.cues.length("filler_no", tokens, item[0]) == 1:
        item = item[1:]
    if any(words.cues.length("own_negation", tokens, at) for at in item):
        return False
    own = (m for m in matches if m.use != "idiom" and item[0] <= m.first and m.end <= item[-1] + 1)
    return {n for m in own for n in range(m.first, m.end)} >= set(item)
