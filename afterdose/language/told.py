"""What answers one question in its own words: data/lexicon/language/told.yml."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.clause import Clause
from afterdose.language.context import read
from afterdose.language.cues import Cues
from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token
from afterdose.language.phrases import languages, tokens_of
from afterdose.language.told_words import NOTHING, words_told
from afterdose.language.wordlists import words_of

_ANSWERS = {"yes": True, "no": False}


_REACH = 3
"""How many words before a "stopped" may turn it round."""
_TURNING = frozenset(words_of("not never less cannot hardly barely nunca menos apenas"))
# "no respiro bien" and "no esta bien": here a Spanish "no" speaks of the verb.
_TURNED_BY_NO = frozenset(
    words_of("respiro trago paso puedo camino veo esta estoy bien la el pecho duermo me se tengo")
)
_DENYING = frozenset(words_of("not no never cannot hardly barely less nor nunca ni"))
_GOOD = frozenset(
    words_of("""fine ok okay good great normal normally well easy easily perfect clear same here
    home coming bien perfecto perfecta tranquilo tranquila normales aqui viene room""")
)
SPEAKING = ("present", "other_person")


def told(text: str, question: str, language: str) -> bool | None:
    """Read an answer told in the question's own words; None without any, or with both.

    Of both the last counts where it is the worse one: "it had stopped, now it is pouring".
    """
    known = words_told().get(question, NOTHING)
    if not known.kinds >= set(_ANSWERS):
        return None
    found: list[bool] = []
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        found = _answers(known.cues[one], Clause(tokens, words, 0, 0))
        if found:
            break
    danger = known.well == "no"
    if len(set(found)) > 1:
        return danger if found[-1] is danger else None
    return found[0] if found else None


def besides(text: str, question: str, language: str) -> str:
    """Return a text without the words that answer a question in its own way."""
    known = words_told().get(question, NOTHING)
    if not known.kinds >= set(_ANSWERS):
        return text
    left = list(text)
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        for kind in _ANSWERS:
            for first, end in told_places(question, kind, words, tokens):
                start, stop = tokens[first].start, tokens[end - 1].end
                left[start:stop] = " " * (stop - start)
    return "".join(left)


def told_places(
    question: str, choice: str, words: Lexicon, tokens: Sequence[Token]
) -> set[tuple[int, int]]:
    """Return where the words of an option stand, first and end."""
    known = words_told().get(question, NOTHING)
    if choice not in known.kinds:
        return set()
    cues = known.cues[words.language]
    lengths = [(n, cues.length(choice, tokens, n)) for n in range(len(tokens))]
    return {
        (n, n + length)
        for n, length in lengths
        if length and not contradicts(tokens[n : n + length])
    }


def contradicts(span: Sequence[Token]) -> bool:
    """Whether a gap holds a "not" before a good word: "breathing is not good"."""
    return span[-1].text in _GOOD and any(t.text in _DENYING for t in span[1:-1])


def _answers(cues: Cues, stream: Clause) -> list[bool]:
    tokens, words = stream.tokens, stream.lexicon
    found: list[bool] = []
    at = 0
    while at < len(tokens):
        lengths = [(cues.length(kind, tokens, at), kind) for kind in _ANSWERS]
        length, kind = max(lengths, key=lambda pair: pair[0])
        if length and not contradicts(tokens[at : at + length]):
            answer = _meant(Clause(tokens, words, at, at + length), kind == "yes")
            found += [] if answer is None else [answer]
        at += length or 1
    return found


def _meant(clause: Clause, answer: bool) -> bool | None:
    """Turn round what is denied; leave out what is past, supposed, or another person's."""
    status = read(clause).status
    if answer:
        # What is denied is no; "not sure" and what is supposed or long past is neither.
        return False if status == "negated" else True if status in SPEAKING else None
    # A "no" before it only agrees with it ("no it stopped"); "not stopped" says nothing.
    before = [t.text for t in clause.tokens[max(0, clause.first - _REACH) : clause.first]]
    turned = bool(_TURNING & set(before)) or (
        before[-1:] == ["no"] and clause.tokens[clause.first].text in _TURNED_BY_NO
    )
    return None if turned or status == "hypothetical" else False
