"""One or several of the options of a question: by number, letter, label or words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from afterdose.language.choice import Choice, as_choices
from afterdose.language.lexicon import Lexicon
from afterdose.language.normalise import Token
from afterdose.language.option_words import (
    add_telling,
    affirmed,
    longest_of,
    places_of,
    spoken_words,
)
from afterdose.language.phrases import Phrase, languages, phrases, tokens_of
from afterdose.language.positions import positions
from afterdose.language.told import told_places
from afterdose.language.wordlists import words_of

NONE = "none"
_TELLING_LENGTH = 4
_BEFORE_NONE = frozenset(words_of("no and y nope nah just its is have got tengo pues de none"))
_PLAIN_ANSWERS = (
    *("answer_no", "answer_gone", "answer_yes", "answer_ill"),
    *("none_of_them", "normal"),
)


def chosen(
    text: str, options: Iterable[Any], language: str = "en", question: str = ""
) -> list[str] | None:
    """Return the ids that the text picks, in the options' order; None when it picks none.

    "none" alone gives the option `none`; where there is no such option it picks nothing (None).
    `question` is the id of the question, for words that belong to it alone.
    """
    choices = as_choices(options)
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        untimed = _without_times(words, tokens)
        picked = _by_words(words, tokens, choices, one, question)
        found = phrases(words, untimed, ("all_of_them", "none_of_them"))
        all_of_them = _only(words, untimed, found, "all_of_them")
        # "las dos" is no second option, and may be one of its own: "both".
        if all_of_them and not picked:
            return _every(words, choices, one)
        places = None if all_of_them else positions(words, untimed, text, choices)
        if places is not None:
            return _ordered(choices, {choices[n - 1].id for n in places})
        if picked - {NONE}:
            return _ordered(choices, picked - {NONE})
        none = NONE in picked or _none(words, untimed, found)
        if none and any(c.id == NONE for c in choices):
            return [NONE]
    return None


def said_options(text: str, options: Iterable[Any], language: str) -> list[str]:
    """Return the ids whose words stand in the text, not denied and not in the past."""
    choices = as_choices(options)
    words, tokens = tokens_of(text, language)
    picked = _by_words(words, tokens, choices, language, "", unasked=True)
    return _ordered(choices, picked - {NONE})


def names_option(text: str, options: Iterable[Any], language: str) -> bool:
    """Whether a word of an option stands in a text, however it is meant."""
    choices = [c for c in as_choices(options) if c.id != NONE]
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        spoken = {c.id: spoken_words(words, c, one) for c in choices}
        places: dict[str, set[tuple[int, int]]] = {c.id: set() for c in choices}
        add_telling(words, tokens, spoken, places)
        if any(places.values()):
            return True
    return False


def _every(words: Lexicon, choices: Sequence[Choice], language: str) -> list[str] | None:
    """Take "both" as the option of that name, if there is one, else as all of them."""
    named = [
        c.id
        for c in choices
        if any(_is(words, p, "all_of_them") for p in spoken_words(words, c, language))
    ]
    return named if len(named) == 1 else [c.id for c in choices if c.id != NONE] or None


def _ordered(choices: Sequence[Choice], ids: set[str]) -> list[str]:
    return [c.id for c in choices if c.id in ids]


def _without_times(words: Lexicon, tokens: Sequence[Token]) -> list[Token]:
    """Leave out the times said beside an answer, whose numbers are no options."""
    timed = {n for p in phrases(words, tokens, ("when",)) for n in range(p.first, p.end)}
    kept = [t for n, t in enumerate(tokens) if n not in timed]
    return kept if any(t.kind != "mark" for t in kept) else list(tokens)


def _none(words: Lexicon, tokens: Sequence[Token], found: list[Phrase]) -> bool:
    """Whether "none" is said of all options: "no bruise" denies one of them only."""
    if not found or found[0].first or found[0].kind != "none_of_them":
        return [t.text for t in tokens] == ["0"]
    return tokens[0].text not in ("no", "nah", "nope") or all(
        t.kind == "mark"
        or any(p.kind == "none_of_them" and p.first <= n < p.end for p in found)
        or words.cues.length("joiner", tokens, n)
        for n, t in enumerate(tokens)
    )


def _only(words: Lexicon, tokens: Sequence[Token], found: list[Phrase], kind: str) -> bool:
    return [p.kind for p in found] == [kind] and all(
        t.kind == "mark"
        or found[0].first <= n < found[0].end
        or words.cues.length("joiner", tokens, n)
        for n, t in enumerate(tokens)
    )


def _by_words(
    words: Lexicon,
    tokens: Sequence[Token],
    choices: Sequence[Choice],
    language: str,
    question: str,
    *,
    unasked: bool = False,
) -> set[str]:
    spoken = {c.id: spoken_words(words, c, language) for c in choices}
    if unasked:
        # A bare "no" or "yes" answers only what was asked.
        spoken = {
            id_: [p for p in own if not any(_is(words, p, kind) for kind in _PLAIN_ANSWERS)]
            for id_, own in spoken.items()
        }
    places = {
        c.id: {place for p in spoken[c.id] for place in places_of(tokens, p)}
        | told_places(question, c.id, words, tokens)
        for c in choices
    }
    if not unasked:
        add_telling(words, tokens, spoken, places)
    # Whichever option they belong to: "small bruise" does not pick "bruises" as well.
    longest = longest_of({place for of_one in places.values() for place in of_one})
    return {
        id_
        for id_, of_one in places.items()
        if any(
            affirmed(words, tokens, place)
            and (id_ != NONE or place[1] - place[0] > 1 or _begins(words, tokens, place[0]))
            for place in longest
            if place in of_one
        )
    }


def _begins(words: Lexicon, tokens: Sequence[Token], at: int) -> bool:
    """Whether a clause begins here: "probably nothing" is no "none"."""
    return at == 0 or tokens[at - 1].kind == "mark" or tokens[at - 1].text in _BEFORE_NONE


def _is(words: Lexicon, phrase: tuple[str, ...], kind: str) -> bool:
    return words.cues.length(kind, [_token(w) for w in phrase], 0) == len(phrase)


def _token(word: str) -> Token:
    return Token(word, 0, 0, "word")
