"""Yes, no and not sure, in the ways in which people text them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from afterdose.language.each import denies_each
from afterdose.language.normalise import Token
from afterdose.language.phrases import (
    UNSURE_OWN,
    Phrase,
    languages,
    phrases,
    tokens_of,
    unsure_kinds,
)
from afterdose.language.wordlists import words_of

Answer = Literal[True, False, "not_sure"] | None

_MEANS: dict[str, Answer] = {
    "answer_unsure": "not_sure",
    UNSURE_OWN: "not_sure",
    "answer_no": False,
    "answer_no_end": False,
    "answer_yes": True,
    "answer_yes_end": True,
    "answer_well": False,
    "answer_gone": False,
    "answer_ill": True,
}
_NOTHING_MEANT = ("refuses", "answer_hedged_no", "answer_neutral", "correction")
_KINDS = (*_NOTHING_MEANT, *_MEANS)
# "n0".
_ZERO = re.compile(r"\b([nN])0+\b")
_LETTERS: dict[str, Answer] = {"y": True, "s": True, "n": False}
_SIGNS: dict[str, Answer] = {
    **dict.fromkeys("👍✅👌✔☑💯🙋", True),
    **dict.fromkeys("👎❌🚫🙅✖⛔", False),
    **dict.fromkeys("🤷🤔❓❔", "not_sure"),
}
# "no bleeding" answers a question after bleeding; a longer text that begins with "no
# fever" may go on to say anything.
LONGEST_BARE_DENIAL = 5


def yes_no(text: str, language: str = "en", *, well: bool = False) -> Answer:
    """Read an answer to a yes-or-no question; None when it cannot be told.

    "no but I am short of breath" is False: the symptom in it is for the screen. `well` is the
    answer that "I am fine" gives; where it is yes ("are you safe?"), a hedged yes is no yes.
    """
    bare = text.strip().casefold().strip(" .!,)(\"'")
    if bare in _LETTERS:
        return _LETTERS[bare]
    if bare and not bare.strip("? ¿"):
        return "not_sure"
    readings = [_read(text, one, language, well) for one in languages(language)]
    # "no se" holds an English "no", but all of it is Spanish: the fuller reading counts.
    best = max(readings, key=lambda reading: (reading.words > 0, reading.known, reading.words))
    if best.words:
        return best.answer
    signs = {_SIGNS[c] for c in text if c in _SIGNS}
    return signs.pop() if len(signs) == 1 else None


@dataclass(frozen=True)
class _Reading:
    answer: Answer
    words: int
    """How many of its words answer."""
    known: int
    """How many of its words are of the language."""


def _read(text: str, language: str, patients: str, well: bool) -> _Reading:
    words, tokens = tokens_of(_ZERO.sub(r"\1o", text), language)
    known = sum(t.text in words.vocabulary for t in tokens)
    if denies_each(words, tokens):
        return _Reading(False, len(tokens), known)
    unsure = unsure_kinds(words, tokens, patients)
    kinds = [k for k in _KINDS if k != UNSURE_OWN or k in unsure]
    found = [
        p for p in phrases(words, tokens, kinds) if _at_end(p, tokens) and not _object(p, tokens)
    ]
    if language == "en" and (patients == "es" or _more_spanish(text, known)):
        # "ya se me calmó" is Spanish for "already", no yes, and "y" for "and".
        found = [p for p in found if [t.text for t in tokens[p.first : p.end]] not in _SPANISH]
    found = [p for p in found if p.kind != "answer_unsure" or not _of_memory(p, tokens)]
    size = sum(p.end - p.first for p in found)
    last = max((n for n, p in enumerate(found) if p.kind == "correction"), default=-1)
    # "no wait yes": what comes after the correction is the answer; "yes sorry" keeps it.
    after = [p for p in found[last + 1 :] if p.kind in _MEANS]
    telling = after or [p for p in found if p.kind in _MEANS]
    means = {**_MEANS, "answer_well": well, "answer_gone": well, "answer_ill": not well}
    answers = {means[p.kind] for p in telling}
    refused = any(p.kind == "refuses" for p in found)
    if "not_sure" in answers and not (True in answers and False in answers):
        # "no, not sure" and "yes I think, not sure" are both not sure.
        return _Reading(None if refused else "not_sure", size, known)
    if len(answers) != 1:
        return _Reading(None, size, known)
    answer = answers.pop()
    plain = [t for t in tokens if t.kind != "mark"]
    if answer is False and (refused or not _answers(telling, [t.text for t in tokens], found)):
        return _Reading(None, size, known)
    hedged = (words.cues.length("answer_hedged", plain, n) for n in range(len(plain)))
    if answer is True and well and any(hedged):
        return _Reading(None, size, known)
    return _Reading(answer, size, known)


def _more_spanish(text: str, known: int) -> bool:
    words, tokens = tokens_of(text, "es")
    return sum(t.text in words.vocabulary for t in tokens) > known


def _at_end(phrase: Phrase, tokens: Sequence[Token]) -> bool:
    """Whether a phrase such as "it does not", which needs an end after it, has one."""
    if not phrase.kind.endswith("_end"):
        return True
    return phrase.end == len(tokens) or tokens[phrase.end].kind == "mark"


def _of_memory(phrase: Phrase, tokens: Sequence[Token]) -> bool:
    """Whether somebody forgot something: "I do not remember driving home" is no "not sure"."""
    if not _FORGETTING & {t.text for t in tokens[phrase.first : phrase.end]}:
        return False
    after = [t.text for t in tokens[phrase.end : phrase.end + 2]]
    does = bool(after) and (after[0].endswith("ing") or after[0].startswith("tom"))
    return does or any(one in _FORGOTTEN for one in after)


def _object(phrase: Phrase, tokens: Sequence[Token]) -> bool:
    """Whether a "nothing" belongs to a verb before it: "I can see nothing" is no "no"."""
    if phrase.end - phrase.first > 1 or tokens[phrase.first].text not in _OBJECTS:
        return False
    before = tokens[phrase.first - 1] if phrase.first else None
    return before is not None and before.kind != "mark" and before.text not in _BEFORE_OBJECTS


def _answers(denials: list[Phrase], tokens: list[str], found: list[Phrase]) -> bool:
    """Say whether a "no" answers the question, and not only the noun that follows it."""
    if sum(t[:1].isalnum() for t in tokens) <= LONGEST_BARE_DENIAL:
        return True
    ends = {len(tokens), *(p.first for p in found)}
    return any(
        d.end - d.first > 1
        or d.end in ends
        or not tokens[d.end][:1].isalnum()
        or tokens[d.end] in _GOES_ON
        for d in denials
    )


_FORGETTING = frozenset(
    words_of("remember recall forget forgot recuerdo acuerdo olvido olvida olvidan")
)
_FORGOTTEN = frozenset(
    words_of("""a things names words stuff everything people appointments constantly lot pills dose
    doses nombre nombres cosas todo palabras pastilla pastillas dosis llegar mi mis nada quien""")
)
_SPANISH = (["ya"], ["y"])
_OBJECTS = frozenset(words_of("nothing none zero never neither nada nunca cero ninguno ninguna"))
_BEFORE_OBJECTS = frozenset(
    words_of("""no nope nah naw not none nothing never and or but so well ok okay oh um uh hmm yeah
    yes i have had got has is it its was are there still just only say said says would honestly
    literally absolutely really truly thankfully luckily fortunately now today currently probably
    guess think pretty basically zero neither of those these them that this hi thanks sorry him her
    she he they we
    y o pero pues pos ay ah eh si ni tengo tiene tuve hay he es son la verdad gracias dios ya ahora
    ahorita hoy todavia aun absolutamente realmente creo que de por suerte se me ha hasta""")
)
_GOES_ON = frozenset(
    words_of("""but i im my it its just only and because now so he she they there that this the
    pero yo me mi solo solamente y porque ahora es esta eso estoy tengo""")
)
