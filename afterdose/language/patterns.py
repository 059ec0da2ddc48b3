"""The small pattern language of the lexicon.

One pattern a line, remarks after `##`: `cannot [really|even] (breathe|get ~1 breath)`.
`(a|b c)` one of; `[a|b]` one of or nothing; `<name>` a word group; `~2` up to two words;
`bleed*` a beginning; `#` a number; `,` any mark but `.?!:`, which stand for themselves (a line
break is a `.`). Punctuation never matches a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

NUMBER = "#"
GAP = ""
"""The member of a slot that any one word (not punctuation) fits."""

Slot = frozenset[str]
Sequence_ = tuple[Slot, ...]

ANY: Slot = frozenset({GAP})

_ITEM = re.compile(r"\((?P<one>[^()]*)\)|\[(?P<maybe>[^\[\]]*)\]|~(?P<gap>\d)|(?P<word>\S+)")
_WORD = re.compile(r"[a-z0-9]+\*?|#|~\d|<[a-z_]+>|[,.?!:]")
# A pattern that expands to more sequences than this is a slip of its author.
MOST_SEQUENCES = 600


class PatternError(ValueError):
    """A pattern that cannot be read; the message says which part."""


@dataclass(frozen=True)
class Pattern:
    """One line of the lexicon and the word sequences that it stands for."""

    source: str
    sequences: tuple[Sequence_, ...]


def lines(block: str) -> Iterator[str]:
    """Yield the patterns of a block of text: one a line, `##` begins a remark."""
    for line in block.splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith("##"):
            yield stripped


def parse(source: str, groups: Mapping[str, tuple[str, ...]]) -> Pattern:
    """Read one pattern; raises PatternError when it cannot be read."""
    choices: list[list[Sequence_]] = []
    for item in _ITEM.finditer(source):
        if item["gap"]:
            choices.append([(ANY,) * n for n in range(int(item["gap"]) + 1)])
        elif item["word"]:
            choices.append(_alternatives(item["word"], groups))
        elif item["one"] is not None:
            choices.append(_alternatives(item["one"], groups))
        else:
            choices.append([(), *_alternatives(item["maybe"], groups)])
    sequences = tuple({tuple(s for part in way for s in part): None for way in product(*choices)})
    if len(sequences) > MOST_SEQUENCES:
        raise PatternError(f"{source!r} stands for {len(sequences)} sequences")
    if not all(any(slot != ANY for slot in sequence) for sequence in sequences):
        raise PatternError(f"{source!r} can match without any word")
    return Pattern(source, sequences)


def _alternatives(text: str, groups: Mapping[str, tuple[str, ...]]) -> list[Sequence_]:
    """Read `a|b c|<group>`; single words share one slot, so that few sequences result."""
    single: set[str] = set()
    longer: list[Sequence_] = []
    for alternative in text.split("|"):
        words = alternative.split()
        bad = [w for w in words if not _WORD.fullmatch(w)]
        if bad or not words:
            raise PatternError(f"{' '.join(bad) or 'an empty alternative'!r} in {text!r}")
        for way in product(*(_ways(word, groups) for word in words)):
            sequence = tuple(slot for part in way for slot in part)
            if len(sequence) == 1:
                single |= sequence[0]
            else:
                longer.append(sequence)
    return [*([(frozenset(single),)] if single else []), *longer]


def _ways(word: str, groups: Mapping[str, tuple[str, ...]]) -> list[Sequence_]:
    """One word of an alternative: itself, the members of its group, or gaps of each length."""
    if word.startswith("~"):
        return [(ANY,) * n for n in range(int(word[1:]) + 1)]
    if word.startswith("<"):
        members = _group(word, groups)
        single = frozenset(m for m in members if " " not in m)
        longer = [tuple(frozenset({p}) for p in m.split()) for m in members if " " in m]
        return [*([(single,)] if single else []), *longer]
    return [(frozenset({word}),)]


def _group(name: str, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    try:
        return groups[name[1:-1]]
    except KeyError:
        raise PatternError(f"there is no word group {name}") from None


def fits(word: str, slot: Slot) -> bool:
    """Say whether a normalised word stands in a slot (cue phrases, outside spaCy)."""
    if word in slot:
        return True
    if GAP in slot:
        return word[:1].isalnum()
    if NUMBER in slot and word[:1].isdigit():
        return True
    return any(w.endswith("*") and word.startswith(w[:-1]) for w in slot)
