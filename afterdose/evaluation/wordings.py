"""The question of the protocols that a wording asks: a batch may name a question by its words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from afterdose.language.concepts import LANGUAGES
from afterdose.language.lexicon import lexicon
from afterdose.language.phrases import tokens_of
from afterdose.language.stems import stem
from afterdose.language.wordlists import words_of
from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import ProtocolSet, Question

LEAST = 0.33
"""Share of the weighted words that two wordings of one yes-or-no question have in common."""
LEAST_OPTIONS = 0.2
"""The same for questions with options, which are held against each other one by one after."""
_REPLY = re.compile(r"\b(?:reply|responda|mande|send)\b", re.IGNORECASE)
_EMPTY = frozenset(
    words_of("""a an the is are do does did you your or and any of these this that in on it have has
    had been be i me my to for if at right now with even yes no not sure first quick what le la el
    los las su sus un una de o y en que algo esto tiene ha se lo al con por para si sabe ahora
    mismo pasa tuvo number""")
)
# "Has it stopped?" and "is it still going on?" have most words in common, and are opposites.
_TURNING = frozenset(
    stem(w)
    for w in words_of("""(not) (can) stop stopped stopping end ended gone better improved less keep
    able fine ok normal normally usual safe well without paro detuvo quito cedio ceso mejor menos
    retener normal siempre salvo bien sin""")
)


_NOT = frozenset(words_of("not cannot never no nunca"))
_WEAKENING = frozenset(
    words_of("""missed skipped forgotten olvidado saltado
    than unable trouble hard harder difficulty difficult less fewer more mas menos
    cuesta dificultad dificil problemas incapaz""")
)
_DENIED, _ABLE = "(not)", "(can)"
_CAN = frozenset(words_of("can puede"))


@cache
def protocols() -> ProtocolSet:
    """Load the protocols of this release."""
    return load_protocols(ROOT / "data" / "protocols")


@dataclass(frozen=True)
class Wording:
    """A question in one of its wordings, by the stems of its telling words."""

    question: Question
    stems: frozenset[str]


def nearest(text: str, language: str, *, options: bool) -> Question | None:
    """Return the question that a wording asks, or None where no wording is near enough.

    ``options``: the question has options; else it asks for yes or no. A question is never taken
    for one that a word such as "stopped" or "safe" turns round.
    """
    own = _stems(text, language)
    best, found = (LEAST_OPTIONS if options else LEAST), None
    for wording in _wordings(language):
        other, question = wording.stems, wording.question
        plain = question.answer == "yes_no" or _yes_or_no(question)
        fits = plain is not options and (not options or bool(question.options))
        if not fits or (not options and own & _TURNING != other & _TURNING):
            continue
        near = _weight(own & other, language) / max(_weight(own | other, language), 1e-9)
        if near > best:
            best, found = near, question
    return found


def _yes_or_no(question: Question) -> bool:
    return {"yes", "no"} <= {option.id for option in question.options}


def language_of(text: str) -> str:
    """Tell the language of a wording by how many of its words are known; a tie is English."""
    known = {
        one: sum(t.text in words.vocabulary for t in words.normaliser.tokens(text, correct=False))
        for one, words in ((one, lexicon(one)) for one in LANGUAGES)
    }
    return max(sorted(known), key=lambda one: known[one])


def turned(text: str, language: str) -> bool:
    """Whether a wording holds a word that turns a question round, such as "stopped"."""
    return bool(_stems(text, language) & _TURNING)


def negated(text: str, language: str) -> bool:
    """Whether a wording asks for what is not: "bleeding that will not stop"."""
    return _DENIED in _stems(text, language)


def weakened(text: str, language: str) -> bool:
    """Whether a wording compares or speaks of trouble: "faster than normal", "unable to drink"."""
    return bool(_WEAKENING & set(_words(text, language)))


def leaves_off(text: str, language: str) -> bool:
    """Whether a wording asks for what is "no longer" so."""
    said = f" {' '.join(_words(text, language))} "
    return any(f" {one} " in said for one in ("no longer", "any longer", "ya no"))


def _words(text: str, language: str) -> list[str]:
    asked = _REPLY.split(text)[0] or text
    _, tokens = tokens_of(asked.replace("\n", " "), language)
    return [t.text for t in tokens if t.kind == "word"]


def _stems(text: str, language: str) -> frozenset[str]:
    words = _words(text, language)
    marks = {_DENIED} if _NOT & set(words) else set()
    # "Can you stay awake?" asks for the other side of "can you not stay awake?".
    marks |= {_ABLE} if words[:1] and words[0] in _CAN else set()
    return frozenset(stem(w) for w in words if w not in _EMPTY and w not in _NOT) | marks


@cache
def _wordings(language: str) -> tuple[Wording, ...]:
    return tuple(_read(language))


def _read(language: str) -> Iterator[Wording]:
    for question in protocols().questions.values():
        for texts in (question.text, question.simpler):
            if texts.get(language):
                yield Wording(question, _stems(texts[language], language))


@cache
def _rarity(language: str) -> dict[str, float]:
    counts = Counter(one for wording in _wordings(language) for one in wording.stems)
    return {one: math.log(1 + len(_wordings(language)) / (1 + n)) for one, n in counts.items()}


def _weight(stems: frozenset[str], language: str) -> float:
    rarity = _rarity(language)
    unknown = math.log(1 + len(_wordings(language)))
    return sum(rarity.get(one, unknown) for one in stems)
