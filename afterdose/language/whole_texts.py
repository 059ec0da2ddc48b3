"""What a text as a whole says: that its writer is fine, refuses, or denies at once."""

from __future__ import annotations

from afterdose.language.phrases import languages, phrases, tokens_of

SHORT = 6
"""Words in a text that may say no more than that all is as usual."""
_SOON = 2
_FINE = ("answer_fine", "answer_well")
_DOUBTS = ("inner_negation", "breaks", "compared", "if", "unlike_before", "recent")


def refuses(text: str, language: str) -> bool:
    """Whether a text says that its writer would rather not answer."""
    return any(
        words.cues.length("refuses", tokens, n)
        for words, tokens in (tokens_of(text, one) for one in languages(language))
        for n in range(len(tokens))
    )


def begins_with_no(text: str, language: str) -> bool:
    """Whether a text denies at once; a "no" later on may speak of one thing only."""
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        found = phrases(words, tokens, ("answer_no", "answer_gone", "answer_well"))
        if found and found[0].first <= _SOON:
            return True
    return False


def all_fine(text: str, language: str) -> bool:
    """Whether a short text says no more than that all is as it should be."""
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        found = phrases(words, tokens, (*_FINE, *_DOUBTS))
        if found and len(tokens) <= SHORT and all(p.kind in _FINE for p in found):
            return True
    return False
